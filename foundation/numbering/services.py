"""Giving out numbers without gaps."""

from django.db import connection

_TAKE = """
INSERT INTO foundation_numberseries (name, last_number) VALUES (%s, 1)
ON CONFLICT (name) DO UPDATE SET last_number = foundation_numberseries.last_number + 1
RETURNING last_number
"""


def next_number(series: str) -> int:
    """Return the next number of *series*, beginning at 1.

    Must run in the transaction that uses the number: others who ask for the same series wait until it ends, and a
    rollback gives the number back. Take it as late as possible, because the series stays locked from here on.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_number needs the transaction that uses the number")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [series])
        return int(cursor.fetchone()[0])
