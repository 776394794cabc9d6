"""A kind of documents for tests of search, with no owner above it."""

from collections.abc import Callable, Iterator

import pytest

from infra.cluster.running import Instance
from search.documents import registry
from search.documents.types import SearchDocument
from search.engines.elasticsearch import Cluster, connect
from search.names.services import refresh_names
from tests.search.cluster_servers import NAMES, running

KIND = "trial"


class Library:
    """Things to be found, kept in memory as an owner would keep them in tables."""

    def __init__(self) -> None:
        self.documents: dict[int, SearchDocument] = {}

    def put(self, title: str, **facts: object) -> int:
        """Add a document and return its pk; it is found after ``index``."""
        pk = len(self.documents) + 1
        values: dict[str, object] = {"kind": KIND, "pk": pk, "title": title, "url": f"/{pk}/"}
        self.documents[pk] = SearchDocument(**values | facts)  # type: ignore[arg-type]
        return pk

    def index(self) -> None:
        """Describe everything and refresh the names."""
        from search.documents.services import index_documents

        index_documents(KIND, list(self.documents))
        refresh_names()

    def load(self, ids: list[int]) -> list[SearchDocument]:
        """Hand over documents as an owner does."""
        return [self.documents[pk] for pk in ids if pk in self.documents]


@pytest.fixture
def library(db: None) -> Iterator[Library]:
    """An empty library whose documents have the kind ``trial``."""
    made = Library()
    registry.register_documents(KIND, load=made.load, all_ids=lambda: list(made.documents))
    yield made
    del registry._OWNERS[KIND]


@pytest.fixture
def found(library: Library) -> Callable[..., list[str]]:
    """Return a function that lists the titles a text finds, best first."""
    from search.api import SearchQuery, search

    def titles(text: str, **options: object) -> list[str]:
        results = search(SearchQuery(text=text, kinds=[KIND], page_size=50, **options))  # type: ignore[arg-type]
        return [library.documents[hit.pk].title for hit in results.hits]

    return titles


@pytest.fixture(scope="session")
def opensearch() -> Iterator[Instance]:
    """A running OpenSearch."""
    with running("opensearch") as instance:
        yield instance


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[Instance]:
    """A running Elasticsearch."""
    with running("elasticsearch") as instance:
        yield instance


@pytest.fixture(params=NAMES)
def server(request: pytest.FixtureRequest) -> Instance:
    """Each of the servers."""
    found: Instance = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def cluster(server: Instance) -> Cluster:
    """A connection to each of the servers."""
    return connect(server.url)
