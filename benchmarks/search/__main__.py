"""``python -m benchmarks.search [DOCUMENTS …]``: measure searches and suggestions beside what Wagtail and PostgreSQL bring along.

The catalogue lies in tables of one database session, so nothing of the site is touched. Times are of processors, of this
process and of the database's together: on a busy machine they are what the work costs. ``wall`` is what passed meanwhile.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import django
from django.db import connection

from benchmarks.output import emit, say

SIZES = (10_000, 100_000)
GOALS = {10_000: 20.0, 100_000: 100.0}
SUGGESTION_GOAL = 5.0
REBUILD_GOAL = 60.0


def main(sizes: Iterable[int]) -> None:
    """Measure each size in turn."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.local")
    django.setup()
    for size in sizes:
        connection.close()
        _measure(size)


def _measure(size: int) -> None:
    from benchmarks.search.catalogue import FACETS, make_documents, read_queries
    from search.answers.suggesting import forget_suggestions
    from search.api import SearchQuery, search, suggest
    from search.trials.services import load_scratch

    say(f"{size:,} documents …")
    database = _database_clock()
    before = time.process_time() + database()
    load_scratch(make_documents(size))
    emit("search", f"writing {size} documents", time.process_time() + database() - before, "CPU s", goal=REBUILD_GOAL)
    queries = read_queries()
    typed = list(dict.fromkeys(query[:length] for query in queries for length in range(1, min(len(query), 8) + 1)))
    for name, kinds in (("courses", ["course"]), ("everything", [])):
        ask = _asker(lambda text, kinds=kinds: search(SearchQuery(text=text, kinds=kinds, facets=list(FACETS))))  # type: ignore[misc]
        _report(f"{name} with five facets, {size}", _times(ask, queries, database), GOALS.get(size) if kinds else None)
    forget_suggestions()
    _report(f"suggestions typed the first time, {size}", _times(_asker(suggest), typed, database), None)
    _report(f"suggestions, {size}", _times(_asker(suggest), [*typed, *typed, *typed], database), SUGGESTION_GOAL)
    _measure_defaults(size, queries, database)


def _measure_defaults(size: int, queries: list[str], database: Callable[[], float]) -> None:
    """Measure what comes with Wagtail and with PostgreSQL, on the same documents."""
    from benchmarks.search.defaults import simple_search, wagtail_search

    for name, begin in (("Wagtail's database search", wagtail_search), ("PostgreSQL simple", simple_search)):
        before = time.process_time() + database()
        with begin() as ask:
            emit("search", f"{name}, writing {size}", time.process_time() + database() - before, "CPU s")
            _report(f"{name}, {size}", _times(_asker(ask), queries, database), None)
            empty = sum(not ask(text) for text in queries)
            emit("search", f"{name}, answers that are empty, {size}", empty, f"of {len(queries)}")


def _asker(function: Callable[[str], object]) -> Callable[[str], None]:
    def ask(text: str) -> None:
        function(text)

    return ask


def _times(ask: Callable[[str], None], texts: list[str], database: Callable[[], float]) -> list[tuple[float, float]]:
    """Return processor and wall milliseconds of each question."""
    times: list[tuple[float, float]] = []
    for text in texts:
        before, began = time.process_time() + database(), time.perf_counter()
        ask(text)
        times.append((1000 * (time.process_time() + database() - before), 1000 * (time.perf_counter() - began)))
    return times


def _report(case: str, times: list[tuple[float, float]], goal: float | None) -> None:
    work, wall = (sorted(one[place] for one in times) for place in (0, 1))
    middle, late = len(times) // 2, int(len(times) * 0.95)
    more = {
        "p50": round(work[middle], 1),
        "wall_p50": round(wall[middle], 1),
        "wall_p95": round(wall[late], 1),
        "asked": len(times),
    }
    emit("search", f"{case}, p95", work[late], "CPU ms", goal=goal, **more)


def _database_clock() -> Callable[[], float]:
    """Return a function that tells the processor seconds of this session's database process, where Linux tells them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        path = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(path.read_text().split()[0]) / 1e9 if path.exists() else 0.0


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or SIZES)
