"""One process at a time, held by the database session: a process that is killed leaves no lock behind.

Unlike a row's lock it spans requests to the cluster without keeping a transaction open. Nobody waits for it while serving people.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

FEED = "search:feed"
REBUILD = "search:rebuild"
COMMAND = "search:command"


@contextmanager
def alone(name: str, *, wait: bool = False) -> Iterator[bool]:
    """Hold the lock *name*; give ``False`` when somebody else has it and *wait* was not asked for."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT true FROM pg_advisory_lock(hashtextextended(%s, 0))", [name])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        is_held = bool(cursor.fetchone()[0])
    try:
        yield is_held
    finally:
        if is_held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
