"""One library on every engine: PostgreSQL, OpenSearch and Elasticsearch."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from search.answers.selectors import search
from search.answers.types import SearchQuery, SearchResults
from search.documents.models import Document
from search.engines.elasticsearch import Cluster, ClusterEngine, connect
from search.engines.plan import Engine
from search.engines.postgres import PostgresEngine
from search.engines.records import record_of
from tests.search.cluster_servers import NAMES
from tests.search.conftest import KIND, Library

SECONDS = 60
"""Tests share a busy machine; how long a search may take has tests of its own."""


@pytest.fixture
def scratch(cluster: Cluster) -> Iterator[str]:
    """An empty index of its own on each of the servers."""
    name = f"test-{uuid4().hex}"
    cluster.create(name)
    yield name
    cluster.drop(name)


class Bench:
    """A library on one engine."""

    def __init__(self, library: Library, index: Callable[[], None], engine: Callable[[], Engine]) -> None:
        self.library = library
        self._index = index
        self.engine = engine

    def index(self) -> None:
        """Make everything findable."""
        self.library.index()
        self._index()

    def find(self, text: str, **options: object) -> SearchResults:
        """Search among the library's documents."""
        return search(SearchQuery(text=text, kinds=[KIND], **options), engine=self.engine())  # type: ignore[arg-type]

    def titles(self, text: str, **options: object) -> list[str]:
        """Return the titles that a text finds, best first."""
        return [self.library.documents[hit.pk].title for hit in self.find(text, page_size=50, **options).hits]


def fill(cluster: Cluster, index: str) -> None:
    """Put every document of the database into *index*."""
    rows = list(Document.objects.all())
    assert cluster.write(index, {row.pk: record_of(row) for row in rows}, {row.pk: 1 for row in rows}) == []
    cluster.refresh(index)


@pytest.fixture(params=["postgres", *NAMES])
def bench(request: pytest.FixtureRequest, library: Library) -> Iterator[Bench]:
    """The library on each engine in turn."""
    if request.param == "postgres":
        yield Bench(library, lambda: None, PostgresEngine)
        return
    cluster = connect(request.getfixturevalue(request.param).url)
    name = f"test-{uuid4().hex}"
    cluster.create(name)
    yield Bench(library, lambda: fill(cluster, name), lambda: ClusterEngine(cluster, name, seconds=SECONDS))
    cluster.drop(name)
