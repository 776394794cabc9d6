"""What a site gets without this product's search: Wagtail's own database search, and plain full text of PostgreSQL.

Both read the documents that the product's search reads, in scratch tables of the same session.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from modelsearch.backends.database.postgres.postgres import IndexEntry, PostgresSearchBackend
from modelsearch.index import Indexed, SearchField

from search.documents.models import Document

FIRST_PAGE = 10
AT_ONCE = 1000
_PLAIN = """SELECT id FROM plain_documents, plainto_tsquery('simple', %s) query
    WHERE plain @@ query ORDER BY ts_rank(plain, query) DESC LIMIT 10"""

type Ask = Callable[[str], int]
"""Returns how many rows the first page has."""


class FoundByWagtail(Indexed, Document):
    """A document as a model that Wagtail indexes by itself."""

    search_fields = [SearchField("title", boost=3), SearchField("tags_key"), SearchField("body")]

    class Meta:
        proxy = True
        app_label = "search"


IndexEntry.add_generic_relations()


@contextmanager
def wagtail_search() -> Iterator[Ask]:
    """Index the documents with Wagtail's database backend as it comes, and give what asks it."""
    table = IndexEntry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
        backend = PostgresSearchBackend({})
        index = backend.get_index_for_model(FoundByWagtail)
        keys = list(Document.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), AT_ONCE):
            index.add_items(FoundByWagtail, list(FoundByWagtail.objects.filter(pk__in=keys[start : start + AT_ONCE])))
        cursor.execute(f"ANALYZE {table}")
        yield lambda text: len(list(backend.search(text, FoundByWagtail.objects.all())[:FIRST_PAGE]))
        cursor.execute(f"DROP TABLE {table}")


@contextmanager
def simple_search() -> Iterator[Ask]:
    """Index the documents as ``simple`` full text, and give what asks it: one query, no facets."""
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE TEMPORARY TABLE plain_documents AS SELECT id, setweight(to_tsvector('simple', title), 'A')
            || to_tsvector('simple', array_to_string(tags, ' ') || ' ' || body) AS plain FROM search_document"""
        )
        cursor.execute("CREATE INDEX plain_documents_index ON plain_documents USING gin (plain)")
        cursor.execute("ANALYZE plain_documents")

        def ask(text: str) -> int:
            cursor.execute(_PLAIN, [text.replace("\x00", "")])
            return len(cursor.fetchall())

        yield ask
        cursor.execute("DROP TABLE plain_documents")
