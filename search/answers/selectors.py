"""Answering a search."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil

from search.analysis.reading import Reading, is_known, read_query
from search.answers.facets import facet_values
from search.answers.gathering import Entry, gather
from search.answers.highlighting import mark, pattern_of, snippet
from search.answers.ladder import PARTIAL_SHARE, corrections, split_unknown
from search.answers.moments import moment_of
from search.answers.planning import make_plan, weigh
from search.answers.ranking import order_hits
from search.answers.types import MAX_FILTER_VALUES, MAX_PAGE, MAX_PAGE_SIZE, Hit, SearchQuery, SearchResults
from search.documents.registry import facet_words
from search.documents.selectors import stored_of
from search.engines.choice import on_best_engine
from search.engines.plan import FREQUENCY_CAP, Counts, Engine, Group, Plan, Scope
from search.enums import Sort, Step
from search.synonyms.selectors import synonym_table
from search.synonyms.tables import SynonymTable

RERANKED = 200
"""So many of the engine's best hits get the final order; later pages keep the engine's."""

PIECES_A_ROW = 4
"""With so many documents for each row of a page, the page is full however they gather."""
FEW = 3
"""With fewer hits, a word that was perhaps meant is offered."""
MEANT_TIMES = 5
CORRECTIONS_TRIED = 2


@dataclass(frozen=True)
class Found:
    """A plan that was run: the step that made it, its counts, and the wording to show when it is not the typed one."""

    step: Step
    plan: Plan
    counts: Counts
    wording: str | None = None
    meant: str | None = None


def search(query: SearchQuery, *, engine: Engine | None = None, synonyms: SynonymTable | None = None) -> SearchResults:
    """Answer *query* with one page of hits, counts of facets, and how the answer was found.

    Any text and any numbers give an answer. Five to ten small queries on the engine, however many documents there are.
    """
    query = _within_bounds(query)
    if engine is not None:
        return _answer(engine, query, synonyms)
    return on_best_engine(lambda best: _answer(best, query, synonyms))


def _answer(engine: Engine, query: SearchQuery, synonyms: SynonymTable | None) -> SearchResults:
    table = synonym_table() if synonyms is None and query.text.strip() else synonyms or {}
    reading = read_query(query.text, vocabulary=table, keeps_all=query.is_literal)
    scope = _scope(query)
    if query.text.strip() and not (reading.words or reading.excluded):
        found = Found(Step.NOTHING, Plan(), Counts(0, 0, {}))
    else:
        found = _climb(engine, query, reading, make_plan(reading, table, facet_words()), scope, table)
    return _results(engine, query, reading, scope, found)


def _scope(query: SearchQuery) -> Scope:
    filters = {name: tuple(f"{name}:{value}" for value in values) for name, values in query.filters.items() if values}
    return Scope(kinds=tuple(query.kinds), filters=filters)


def _climb(engine: Engine, query: SearchQuery, reading: Reading, plan: Plan, scope: Scope, synonyms: SynonymTable) -> Found:
    """Go up the ladder until something is found, then fill a page that is not full."""

    def run(plan: Plan) -> Counts:
        return engine.count(plan, scope, query.facets)

    frequencies = engine.frequencies(plan.groups)
    is_broad = bool(frequencies) and min(frequencies) >= FREQUENCY_CAP
    plan = replace(plan, groups=weigh(plan.groups, frequencies), is_broad=is_broad)
    counts = run(plan)
    if not plan.groups:
        return Found(Step.STRICT, plan, counts)
    unknown = frozenset(group.literals[0].text for group, number in zip(plan.groups, frequencies, strict=True) if not number)
    if counts.unfiltered or query.is_literal:
        found = Found(Step.STRICT, plan, counts) if query.is_literal else _fill(engine, plan, counts, query, scope, run)
        return replace(found, meant=_meant(engine, reading, plan, counts)) if counts.unfiltered < FEW else found
    for step, groups, wording in corrections(reading, plan, unknown):
        frequencies = engine.frequencies(groups)
        corrected = replace(plan, groups=weigh(groups, frequencies), is_broad=min(frequencies) >= FREQUENCY_CAP)
        if (counts := run(corrected)).unfiltered:
            return Found(step, corrected, counts, wording)
    return _partial(engine, plan, unknown, run, synonyms)


def _meant(engine: Engine, reading: Reading, plan: Plan, counts: Counts) -> str | None:
    """Return a wording close to what was typed that finds far more, when what was typed finds next to nothing."""
    if all(len(chunk) == 1 and is_known(chunk[0]) for chunk in reading.chunks):
        return None
    for _step, groups, wording in islice(corrections(reading, plan, frozenset(w.text for w in reading.words)), CORRECTIONS_TRIED):
        if wording != reading.text and min(engine.frequencies(groups)) >= MEANT_TIMES * max(1, counts.unfiltered):
            return wording
    return None


def _fill(engine: Engine, plan: Plan, counts: Counts, query: SearchQuery, scope: Scope, run: Callable[[Plan], Counts]) -> Found:
    """Add partly fitting documents below the strict hits when these do not fill a page, whatever filters are chosen."""
    size = query.page_size
    if len(plan.groups) < 2 or counts.unfiltered >= PIECES_A_ROW * size:
        return Found(Step.STRICT, plan, counts)
    among = Scope(kinds=scope.kinds)
    if counts.unfiltered >= size:
        best = engine.candidates(plan, among, sort=Sort.RELEVANCE, offset=0, limit=PIECES_A_ROW * size)
        if len(gather(best)) >= size:
            return Found(Step.STRICT, plan, counts)
    filled = plan.relaxed(PARTIAL_SHARE)
    return Found(Step.STRICT, filled, run(filled))


def _partial(engine: Engine, plan: Plan, unknown: frozenset[str], run: Callable[[Plan], Counts], synonyms: SynonymTable) -> Found:
    """Be content with the telling part of the words; then look inside words that no document has."""
    for groups in (plan.groups, split_unknown(plan, unknown, synonyms)):
        if len(groups) < 2 and groups == plan.groups:
            continue
        frequencies = engine.frequencies(groups)
        partial = replace(plan, groups=weigh(groups, frequencies)).relaxed(PARTIAL_SHARE if len(groups) > 1 else 1)
        if partial.accepted_sets() and (counts := run(partial)).unfiltered:
            return Found(Step.PARTIAL, partial, counts, _wording(groups, frequencies))
    return Found(Step.NOTHING, plan, Counts(0, 0, {}))


def _wording(groups: Sequence[Group], frequencies: Sequence[int]) -> str:
    return " ".join(group.literals[0].text for group, number in zip(groups, frequencies, strict=True) if number)


def _results(engine: Engine, query: SearchQuery, reading: Reading, scope: Scope, found: Found) -> SearchResults:
    entries, page, pages = _page_of_entries(engine, query, reading, scope, found) if found.counts.total else ([], 1, 1)
    hits = _hits(engine, entries, pattern_of(found.plan))
    facets = facet_values(found.counts.values, query.facets, query.filters)
    return SearchResults(hits, found.counts.total, facets, found.wording, found.step, page, pages, found.meant)


def _hits(engine: Engine, entries: Sequence[Entry], pattern: re.Pattern[str] | None) -> list[Hit]:
    """Read the texts of *entries* and mark them; what vanished meanwhile is left out."""
    texts = engine.read([pk for entry in entries for pk in (entry.document_id, *entry.moments) if pk is not None])
    above = stored_of([entry.key for entry in entries if entry.document_id is None])
    hits: list[Hit] = []
    for entry in entries:
        row = above.get(entry.key) if entry.document_id is None else texts.get(entry.document_id)
        if row is not None:
            moments = tuple(moment_of(texts[pk], pattern) for pk in entry.moments if pk in texts)
            note = snippet(row.body, pattern)
            hits.append(Hit(row.kind, row.object_id, mark(row.title, pattern), note, row.url, row.extra, moments))
    return hits


def _page_of_entries(
    engine: Engine, query: SearchQuery, reading: Reading, scope: Scope, found: Found
) -> tuple[list[Entry], int, int]:
    """Return the entries of the page asked for, its number, and how many pages there are.

    The best ``RERANKED`` documents are ordered and gathered as a whole; the pages after them go on in the engine's order.
    """
    size, total = query.page_size, found.counts.total
    is_ranked = query.sort == Sort.RELEVANCE and bool(found.plan.groups)
    if not is_ranked:
        pages = min(MAX_PAGE, ceil(total / size))
        page, sort = min(query.page, pages), query.sort if query.sort != Sort.RELEVANCE else Sort.POPULAR
        return gather(engine.candidates(found.plan, scope, sort=sort, offset=(page - 1) * size, limit=size)), page, pages
    best = engine.candidates(found.plan, scope, sort=Sort.RELEVANCE, offset=0, limit=RERANKED)
    typed = found.wording if found.step not in (Step.STRICT, Step.PARTIAL) and found.wording else reading.text
    entries = gather(order_hits(best, found.plan, typed))
    near = max(1, ceil(len(entries) / size))
    pages = min(MAX_PAGE, near + ceil(max(0, total - RERANKED) / size))
    page = min(query.page, pages)
    if page <= near:
        return entries[(page - 1) * size : page * size], page, pages
    offset = RERANKED + (page - near - 1) * size
    return gather(engine.candidates(found.plan, scope, sort=Sort.RELEVANCE, offset=offset, limit=size)), page, pages


def _within_bounds(query: SearchQuery) -> SearchQuery:
    filters = {
        name: [value for value in values if _is_storable(value)][:MAX_FILTER_VALUES]
        for name, values in query.filters.items()
        if _is_storable(name)
    }
    return replace(
        query,
        filters=filters,
        sort=query.sort if query.sort in Sort.values else Sort.RELEVANCE,
        page=min(max(query.page, 1), MAX_PAGE),
        page_size=min(max(query.page_size, 1), MAX_PAGE_SIZE),
    )


def _is_storable(text: str) -> bool:
    """Whether an engine can be asked for *text*: none holds NUL or half a character."""
    return not any(character == "\x00" or "\ud800" <= character <= "\udfff" for character in text)
