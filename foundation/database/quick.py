"""Questions that every page asks, put to the database with as little between as there can be.

What Django lays around a query costs more CPU than a small query itself. Both ways here stand back as soon as somebody
counts, logs or wraps queries, and for everything unusual: Django's cursor asks then, and fails as it always does.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from psycopg.pq import ExecStatus


def ask(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows that *sql* gives for *values*, as the cursor's own types."""
    if _is_watched():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, connection.create_cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def ask_number(sql: str) -> int:
    """Return the one whole number that *sql*, which has no parameters, gives.

    It goes to libpq in one call: a tenth of what a cursor costs, which is prepared for queries and answers of every kind. Not
    in a transaction, which would not take the second question after a first one that fails.
    """
    if not _is_watched() and not connection.in_atomic_block:
        result = connection.connection.pgconn.exec_(sql.encode())
        if result.status == ExecStatus.TUPLES_OK:
            return int(result.get_value(0, 0))
    return int(ask(sql)[0][0])


def _is_watched() -> bool:
    """Open the connection if need be, as a cursor does, and tell whether somebody wants to see its queries."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection.queries_logged or bool(connection.execute_wrappers)
