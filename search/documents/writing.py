"""Writing many rows in one statement: the rows travel as one JSON text, and the database takes it apart.

An insert with a parameter for each field costs more processor time than the analysis of the text it carries.
"""

import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from search.documents.models import Document

log = logging.getLogger(__name__)

TRIES = 10
KEY = ("kind", "object_id", "part")
WRITTEN = (
    "parent_kind", "parent_id", "title", "title_key", "tags_key", "tags", "body", "url", "facets", "boost", "learners",
    "visibility", "published_at", "hidden_from", "extra", "vector", "analysis",
)  # fmt: skip
_ALL = ", ".join((*KEY, *WRITTEN))
_NEW = ", ".join(f"{name} = excluded.{name}" for name in WRITTEN)
_OLD_ROW, _NEW_ROW = (", ".join(f"{row}.{name}" for name in WRITTEN) for row in ("standing", "excluded"))


def write_rows(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[int, int], int]:
    """Insert or replace documents, given as values by column; return the id of each that changed, by object and part.

    A row that says what stands there already is left alone: neither its indexes nor the cluster have anything to do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO search_document AS standing ({_ALL})
            SELECT {_ALL} FROM json_populate_recordset(NULL::search_document, %s::json)
            ON CONFLICT (kind, object_id, part) DO UPDATE SET {_NEW}
            WHERE ({_OLD_ROW}) IS DISTINCT FROM ({_NEW_ROW})
            RETURNING object_id, part, id""",  # noqa: S608
            [json.dumps(rows, ensure_ascii=False, default=datetime.isoformat)],
        )
        return {(object_id, part): pk for object_id, part, pk in cursor.fetchall()}


def standing_rows(kind: str, ids: Sequence[int]) -> dict[tuple[int, int], tuple[int, str]]:
    """Return id and folded title of the documents of these objects, by object and part."""
    rows = Document.objects.filter(kind=kind, object_id__in=ids).values_list("object_id", "part", "pk", "title_key")
    return {(object_id, part): (pk, title_key) for object_id, part, pk, title_key in rows}


@contextmanager
def many_writes() -> Iterator[None]:
    """Let the indexes of words gather what is new and sort it in by the thousand, at a quarter of the cost, as in a rebuild.

    Searches stay right meanwhile and are a little slower, so at other times every word goes to its place at once. Changing an
    index needs it alone for a moment; when that cannot be had soon, or within a transaction, writing just costs more.
    """
    is_gathering = not connection.in_atomic_block and _let_gather(is_wanted=True, tries=1)
    try:
        yield
    finally:
        if is_gathering:
            _let_gather(is_wanted=False, tries=TRIES)
            with connection.cursor() as cursor:
                cursor.execute("SELECT gin_clean_pending_list(index::regclass) FROM unnest(%s::text[]) AS index", [_word_indexes()])


def _let_gather(*, is_wanted: bool, tries: int) -> bool:
    """Switch gathering on or off; ``False`` when the indexes were never free. Whoever searches waits for less than a second."""
    for attempt in range(tries):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '500ms'")
                for index in _word_indexes():
                    cursor.execute(f"ALTER INDEX {index} SET (fastupdate = {'on' if is_wanted else 'off'})")
        except OperationalError:
            time.sleep(attempt)
        else:
            return True
    log.warning("the indexes of search words were not free to be changed (fastupdate = %s)", is_wanted)
    return False


def _word_indexes() -> list[str]:
    """Return the names of the indexes of words, in alphabetical order; a scratch table has its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            JOIN pg_am ON pg_am.oid = pg_class.relam WHERE indrelid = 'search_document'::regclass AND amname = 'gin'
            ORDER BY relname"""
        )
        return [name for (name,) in cursor.fetchall()]
