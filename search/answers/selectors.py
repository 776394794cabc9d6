"""Answering a search."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from search.analysis.reading import Reading, read_query
from search.answers.facets import facet_values
from search.answers.highlighting import mark, pattern_of, snippet
from search.answers.ladder import PARTIAL_SHARE, corrections, split_unknown
from search.answers.planning import make_plan, weigh
from search.answers.ranking import order_hits
from search.answers.types import MAX_FILTER_VALUES, MAX_PAGE, MAX_PAGE_SIZE, Hit, SearchQuery, SearchResults
from search.documents.registry import facet_words
from search.engines.plan import FREQUENCY_CAP, Counts, Engine, Group, Plan, Scope
from search.engines.postgres import PostgresEngine
from search.enums import Sort, Step
from search.synonyms.selectors import synonym_table
from search.synonyms.tables import SynonymTable

RERANKED = 200
"""So many of the engine's best hits get the final order; later pages keep the engine's."""


@dataclass(frozen=True)
class Found:
    """A plan that was run: the step that made it, its counts, and the wording to show when it is not the typed one."""

    step: Step
    plan: Plan
    counts: Counts
    wording: str | None = None


def search(query: SearchQuery, *, engine: Engine | None = None, synonyms: SynonymTable | None = None) -> SearchResults:
    """Answer *query* with one page of hits, counts of facets, and how the answer was found.

    Any text and any numbers give an answer. Five to ten small queries on the database, however many documents there are.
    """
    engine = engine or PostgresEngine()
    query = _within_bounds(query)
    table = synonym_table() if synonyms is None and query.text.strip() else synonyms or {}
    reading = read_query(query.text, vocabulary=table)
    scope = _scope(query)
    if query.text.strip() and not (reading.words or reading.excluded):
        found = Found(Step.NOTHING, Plan(), Counts(0, 0, {}))
    else:
        found = _climb(engine, query, reading, make_plan(reading, table, facet_words()), scope)
    return _results(engine, query, reading, scope, found)


def _scope(query: SearchQuery) -> Scope:
    filters = {name: tuple(f"{name}:{value}" for value in values) for name, values in query.filters.items() if values}
    return Scope(kinds=tuple(query.kinds), filters=filters)


def _climb(engine: Engine, query: SearchQuery, reading: Reading, plan: Plan, scope: Scope) -> Found:
    """Go up the ladder until something is found, then fill a page that is not full."""

    def run(plan: Plan) -> Counts:
        return engine.count(plan, scope, query.facets)

    frequencies = engine.frequencies(plan.groups)
    is_broad = bool(frequencies) and min(frequencies) >= FREQUENCY_CAP
    plan = replace(plan, groups=weigh(plan.groups, frequencies), is_broad=is_broad)
    counts = run(plan)
    if query.is_literal or not plan.groups:
        return Found(Step.STRICT, plan, counts)
    unknown = frozenset(group.literals[0].text for group, number in zip(plan.groups, frequencies, strict=True) if not number)
    if counts.unfiltered:
        return _fill(plan, counts, query, run)
    for step, groups, wording in corrections(reading, plan, unknown):
        frequencies = engine.frequencies(groups)
        corrected = replace(plan, groups=weigh(groups, frequencies), is_broad=min(frequencies) >= FREQUENCY_CAP)
        if (counts := run(corrected)).unfiltered:
            return Found(step, corrected, counts, wording)
    return _partial(engine, plan, unknown, run)


def _fill(plan: Plan, counts: Counts, query: SearchQuery, run: Callable[[Plan], Counts]) -> Found:
    """Add partly fitting documents below the strict hits when these do not fill a page, whatever filters are chosen."""
    if len(plan.groups) > 1 and counts.unfiltered < query.page_size:
        filled = plan.relaxed(PARTIAL_SHARE)
        return Found(Step.STRICT, filled, run(filled))
    return Found(Step.STRICT, plan, counts)


def _partial(engine: Engine, plan: Plan, unknown: frozenset[str], run: Callable[[Plan], Counts]) -> Found:
    """Be content with the telling part of the words; then look inside words that no document has."""
    for groups in (plan.groups, split_unknown(plan, unknown)):
        if len(groups) < 2:
            continue
        frequencies = engine.frequencies(groups)
        partial = replace(plan, groups=weigh(groups, frequencies)).relaxed(PARTIAL_SHARE)
        if partial.accepted_sets() and (counts := run(partial)).unfiltered:
            return Found(Step.PARTIAL, partial, counts, _wording(groups, frequencies))
    return Found(Step.NOTHING, plan, Counts(0, 0, {}))


def _wording(groups: Sequence[Group], frequencies: Sequence[int]) -> str:
    return " ".join(group.literals[0].text for group, number in zip(groups, frequencies, strict=True) if number)


def _results(engine: Engine, query: SearchQuery, reading: Reading, scope: Scope, found: Found) -> SearchResults:
    pages = min(MAX_PAGE, max(1, ceil(found.counts.total / query.page_size)))
    page = min(query.page, pages)
    ids = _page_of_ids(engine, query, reading, scope, found, page) if found.counts.total else []
    texts = engine.read(ids)
    pattern = pattern_of(found.plan)
    hits = [
        Hit(row.kind, row.object_id, mark(row.title, pattern), snippet(row.body, pattern), row.url, row.extra)
        for row in (texts[pk] for pk in ids if pk in texts)
    ]
    facets = facet_values(found.counts.values, query.facets, query.filters)
    return SearchResults(hits, found.counts.total, facets, found.wording, found.step, page, pages)


def _page_of_ids(engine: Engine, query: SearchQuery, reading: Reading, scope: Scope, found: Found, page: int) -> list[int]:
    start = (page - 1) * query.page_size
    is_ranked = query.sort == Sort.RELEVANCE and bool(found.plan.groups)
    if is_ranked and start + query.page_size <= RERANKED:
        best = engine.candidates(found.plan, scope, sort=Sort.RELEVANCE, offset=0, limit=RERANKED)
        typed = found.wording if found.step not in (Step.STRICT, Step.PARTIAL) and found.wording else reading.text
        return [hit.id for hit in order_hits(best, found.plan, typed)][start : start + query.page_size]
    sort = query.sort if is_ranked or query.sort != Sort.RELEVANCE else Sort.POPULAR
    return [hit.id for hit in engine.candidates(found.plan, scope, sort=sort, offset=start, limit=query.page_size)]


def _within_bounds(query: SearchQuery) -> SearchQuery:
    filters = {
        name: [value for value in values if "\x00" not in value][:MAX_FILTER_VALUES] for name, values in query.filters.items()
    }
    return replace(
        query,
        filters=filters,
        sort=query.sort if query.sort in Sort.values else Sort.RELEVANCE,
        page=min(max(query.page, 1), MAX_PAGE),
        page_size=min(max(query.page_size, 1), MAX_PAGE_SIZE),
    )
