"""A site with a cluster: documents committed for real, one index prefix for each test."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from pytest_django import Settings

from infra.cluster.running import Instance
from search.api import SearchQuery, search
from search.documents import registry
from search.documents.services import index_documents
from search.engines import choice
from search.engines.breaker import Breaker
from search.engines.elasticsearch import Cluster, ClusterEngine, connect
from search.engines.names import alias_name
from search.indexing.models import ClusterIndex
from search.indexing.rebuilding import rebuild_cluster
from tests.search.conftest import KIND, Library


class Site:
    """A library whose documents are fed to a cluster."""

    def __init__(self, cluster: Cluster, library: Library) -> None:
        self.cluster = cluster
        self.library = library

    def put(self, title: str, **facts: object) -> int:
        """Commit a document and return its object."""
        pk = self.library.put(title, **facts)
        index_documents(KIND, [pk])
        return pk

    def rebuild(self) -> str:
        """Build a new index and return its name."""
        return rebuild_cluster(lambda line: None)

    def on_cluster(self, text: str) -> list[str]:
        """Return the titles that the cluster finds, after everything written there became findable."""
        self.cluster.refresh(alias_name())
        engine = ClusterEngine(self.cluster, alias_name(), seconds=60)
        found = search(SearchQuery(text=text, kinds=[KIND], page_size=50, is_literal=True), engine=engine)
        return sorted(self.library.documents[hit.pk].title for hit in found.hits)


@pytest.fixture
def site(server: Instance, transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site on each of the servers, with an index that answers."""
    library = Library()
    registry.register_documents(KIND, load=library.load, all_ids=lambda: list(library.documents))
    monkeypatch.setattr(choice, "breaker", Breaker())
    settings.SEARCH_CLUSTER_URL = server.url
    settings.SEARCH_CLUSTER_INDEX = f"test-{uuid4().hex}"
    settings.SEARCH_CLUSTER_SECONDS = 60
    made = Site(connect(server.url), library)
    made.rebuild()
    yield made
    for name in ClusterIndex.objects.values_list("name", flat=True):
        made.cluster.drop(name)
    del registry._OWNERS[KIND]
