"""Loading a catalogue into scratch tables of one database session, so that nothing of the site is touched."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import batched
from uuid import uuid4

from django.conf import settings
from django.db import connection

from search.analysis.folding import fold_text
from search.answers.selectors import search
from search.answers.types import SearchQuery
from search.documents.models import Document
from search.documents.registry import register_facet_words
from search.documents.services import BATCH, store_documents
from search.documents.types import SearchDocument
from search.documents.writing import many_writes
from search.engines.elasticsearch import ClusterEngine, connect
from search.engines.errors import ClusterRefused
from search.engines.plan import Engine
from search.engines.postgres import PostgresEngine
from search.indexing.feeding import copy_documents
from search.indexing.models import OutboxRow
from search.names.models import DueTitle, Name, NameKey
from search.names.services import refresh_names
from search.synonyms.tables import SynonymTable

PATIENCE = 10.0
type MakeEngine = Callable[[], Engine]
_SCRATCH = (Document, Name, NameKey, DueTitle, OutboxRow)


def load_scratch(documents: Iterable[SearchDocument]) -> int:
    """Fill scratch tables, which hide the site's own in this session, with *documents*; return how many."""
    with connection.cursor() as cursor:
        for model in _SCRATCH:
            table = model._meta.db_table
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
    total = 0
    levels: set[str] = set()
    with many_writes():
        for batch in batched(documents, BATCH, strict=False):
            for kind in {document.kind for document in batch}:
                of_kind = [document for document in batch if document.kind == kind]
                total += store_documents(kind, [document.pk for document in of_kind], of_kind)
            levels |= {value for document in batch for value in document.facets.get("level", ())}
    register_facet_words("level", {fold_text(level): level for level in levels})
    refresh_names()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(model._meta.db_table for model in _SCRATCH))
    return total


@contextmanager
def scratch_index() -> Iterator[MakeEngine]:
    """Put what the scratch tables hold into an index of its own in the site's cluster; give what makes engines on it."""
    cluster = connect(settings.SEARCH_CLUSTER_URL)
    name = f"{settings.SEARCH_CLUSTER_INDEX}-trial-{uuid4().hex}"
    cluster.create(name)
    try:
        for _, refused in copy_documents(cluster, name, version=1):
            for refusal in refused:
                raise ClusterRefused(f"{refusal.key}: {refusal.reason}")
        cluster.refresh(name)
        yield lambda: ClusterEngine(cluster, name, seconds=PATIENCE)
    finally:
        cluster.drop(name)


def run_queries(
    queries: Iterable[str], synonyms: SynonymTable | None, make_engine: MakeEngine = PostgresEngine
) -> Iterator[tuple[str, list[int]]]:
    """Yield each query with the ids on its first page, as a visitor gets them; *synonyms* replaces the product's table."""
    for text in queries:
        results = search(SearchQuery(text=text), synonyms=synonyms, engine=make_engine())
        yield text, [hit.pk for hit in results.hits]
