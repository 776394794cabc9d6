"""Loading a catalogue into scratch tables of one database session, so that nothing of the site is touched."""

from collections.abc import Iterable, Iterator
from itertools import batched

from django.db import connection

from search.analysis.folding import fold_text
from search.answers.selectors import search
from search.answers.types import SearchQuery
from search.documents.models import Document
from search.documents.registry import register_facet_words
from search.documents.services import BATCH, store_documents
from search.documents.types import SearchDocument
from search.names.models import DueTitle, Name, NameKey
from search.names.services import refresh_names
from search.synonyms.tables import SynonymTable

_SCRATCH = (Document, Name, NameKey, DueTitle)


def load_scratch(documents: Iterable[SearchDocument]) -> int:
    """Fill scratch tables, which hide the site's own in this session, with *documents*; return how many."""
    with connection.cursor() as cursor:
        for model in _SCRATCH:
            table = model._meta.db_table
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
    total = 0
    levels: set[str] = set()
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


def run_queries(queries: Iterable[str], synonyms: SynonymTable | None) -> Iterator[tuple[str, list[int]]]:
    """Yield each query with the ids on its first page, as a visitor gets them; *synonyms* replaces the product's table."""
    for text in queries:
        results = search(SearchQuery(text=text), synonyms=synonyms)
        yield text, [hit.pk for hit in results.hits]
