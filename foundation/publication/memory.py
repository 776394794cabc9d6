"""Remembering what was made for the public until something public changes.

Whoever makes something reads the count of changes (``stamp_of``) before reading anything else. What is kept under a count is
given only to those who see the same count, so a page made while somebody published can be too new for its count, never too old.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest

from foundation.database.quick import ask_number

KEPT_SECONDS = 60
"""Nothing is given for longer: what depends on the clock alone (a day, a date of publication) may be so much late."""
FACT_BYTES = 2000
_READ = "SELECT coalesce(sum(changes), 0)::bigint FROM foundation_publication"


class Memory:
    """A store of at most *limit* bytes under one count of changes; what was longest unused goes first. Safe for threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._stamp = -1
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int, float]] = OrderedDict()
        self._lock = Lock()

    def get(self, stamp: int, key: Hashable) -> Any:
        """Return what was kept as *key* under *stamp*; ``None`` when there is nothing, or nothing fresh enough."""
        with self._lock:
            found = self._kept.get(key) if stamp == self._stamp else None
            if found is None or found[2] < time.monotonic():
                return None
            self._kept.move_to_end(key)
            return found[0]

    def keep(self, stamp: int, key: Hashable, value: Any, size: int) -> None:
        """Keep *value* of *size* bytes. A newer count forgets everything older; an older one is too late."""
        with self._lock:
            if stamp > self._stamp:
                self._forget()
                self._stamp = stamp
            if stamp < self._stamp or size > self.limit:
                return
            self._bytes -= self._kept.pop(key, (None, 0, 0.0))[1]
            self._kept[key] = (value, size, time.monotonic() + KEPT_SECONDS)
            self._bytes += size
            while self._bytes > self.limit:
                self._bytes -= self._kept.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._forget()
            self._stamp = -1

    def _forget(self) -> None:
        self._kept.clear()
        self._bytes = 0


PAGES = Memory(settings.REMEMBERED_PAGE_BYTES)
PARTS = Memory(settings.REMEMBERED_PART_BYTES)


def current_stamp() -> int | None:
    """Return how many transactions have changed something public; ``None`` inside a transaction, whose own changes may yet vanish.

    It is most often the first query of a request, so it also finds out whether the connection still lives, instead of a
    query of its own for that.
    """
    if connection.in_atomic_block:
        return None
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return ask_number(_READ)
    except OperationalError:
        connection.close()
        return ask_number(_READ)


def stamp_of(request: HttpRequest) -> int | None:
    """Return the count for the whole of *request*, read once; ``None`` when nothing may be remembered for it."""
    known: int | None
    try:
        known = request.publication_stamp  # type: ignore[attr-defined]
    except AttributeError:
        may_remember = request.method in ("GET", "HEAD") and not getattr(request, "is_preview", False)
        known = current_stamp() if may_remember else None
        request.publication_stamp = known  # type: ignore[attr-defined]
    return known


def remember[T](request: HttpRequest, key: Hashable, make: Callable[[], T], *, size: Callable[[T], int] | None = None) -> T:
    """Return what *make* made under *key* since the last public change, in this process; made now when there is nothing.

    *key* names everything the result varies by. What is made must be the same for everybody and is never changed afterwards.
    """
    stamp = stamp_of(request)
    if stamp is None:
        return make()
    found: T | None = PARTS.get(stamp, key)
    if found is None:
        found = make()
        PARTS.keep(stamp, key, found, size(found) if size else FACT_BYTES)
    return found
