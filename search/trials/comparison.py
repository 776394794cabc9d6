"""Whether two engines answer the same: which documents fit, and what stands on the first page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from search.answers.selectors import search
from search.answers.types import SearchQuery
from search.engines.plan import Candidate, Counts, Engine, Group, Plan, Scope, Stored
from search.enums import Sort
from search.synonyms.tables import SynonymTable

MOST = 10_000
"""So many documents of a query are compared; servers hand out no more in one request."""


class Watched(Engine):
    """An engine that remembers the last plan it counted."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.asked: tuple[Plan, Scope] | None = None

    def frequencies(self, groups: Sequence[Group], *, kinds: Sequence[str] = (), cap: int = 1000) -> list[int]:
        return self.engine.frequencies(groups, kinds=kinds, cap=cap)

    def count(self, plan: Plan, scope: Scope, facets: Sequence[str]) -> Counts:
        self.asked = (plan, scope)
        return self.engine.count(plan, scope, facets)

    def candidates(self, plan: Plan, scope: Scope, *, sort: str, offset: int, limit: int) -> list[Candidate]:
        return self.engine.candidates(plan, scope, sort=sort, offset=offset, limit=limit)

    def read(self, ids: Sequence[int]) -> dict[int, Stored]:
        return self.engine.read(ids)

    def titled(self, text: str, *, kinds: Sequence[str], limit: int, begins_only: bool = False) -> list[Stored]:
        return self.engine.titled(text, kinds=kinds, limit=limit, begins_only=begins_only)


@dataclass(frozen=True)
class Comparison:
    """What two engines said to one query; ``seconds`` are those of each engine."""

    query: str
    total: int
    same_documents: bool
    same_page: bool
    seconds: tuple[float, float]


def compare(
    queries: Iterable[str],
    engines: tuple[Callable[[], Engine], Callable[[], Engine]],
    synonyms: SynonymTable | None,
    facets: list[str],
) -> Iterator[Comparison]:
    """Ask each query of both engines as a visitor does, with the counts of *facets*."""
    for text in queries:
        query = SearchQuery(text=text, facets=facets)
        answers, seconds, found = [], [], []
        for make_engine in engines:
            watched = Watched(make_engine())
            started = perf_counter()
            answers.append(search(query, engine=watched, synonyms=synonyms))
            seconds.append(perf_counter() - started)
            found.append(_documents(make_engine(), watched))
        left, right = answers
        same = (left.total, left.step, left.facets) == (right.total, right.step, right.facets) and found[0] == found[1]
        pages = [[(hit.kind, hit.pk) for hit in answer.hits] for answer in answers]
        yield Comparison(text, left.total, same, pages[0] == pages[1], (seconds[0], seconds[1]))


def _documents(engine: Engine, watched: Watched) -> set[int]:
    if watched.asked is None:
        return set()
    plan, scope = watched.asked
    if engine.count(plan, scope, ()).total > MOST:
        return set()
    return {hit.id for hit in engine.candidates(plan, scope, sort=Sort.POPULAR, offset=0, limit=MOST)}
