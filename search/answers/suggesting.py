"""Suggestions while typing: words to search for, and documents to open at once."""

from collections.abc import Sequence
from time import monotonic

from search.analysis.folding import fold_text
from search.analysis.sound import typed_sound
from search.analysis.tokens import query_terms
from search.answers.highlighting import mark, pattern_for
from search.answers.types import Suggestion
from search.engines.plan import Engine
from search.engines.postgres import PostgresEngine
from search.names.counting import MANY, count_names
from search.names.selectors import names_beginning, names_by_sound

MAX_TYPED = 40
DIRECT = 3
WORD = "word"
_OPENING = '"“「『《'
"""Who begins to quote is offered what the words after the sign may become."""

KEPT_SECONDS = 30.0
KEPT_ANSWERS = 5_000
_kept: dict[tuple[str, int, tuple[str, ...]], tuple[float, list[Suggestion]]] = {}


def suggest(prefix: str, limit: int = 8, *, kinds: Sequence[str] = ()) -> list[Suggestion]:
    """Return what *prefix* may become: words first, each with the number of documents it finds, then documents to open.

    Only words that a visible document contains are offered. Everybody types the same few beginnings, so answers are kept in
    the process for ``KEPT_SECONDS``; what this process writes empties them at once.
    """
    typed = " ".join(fold_text(prefix[:MAX_TYPED]).split()).lstrip(_OPENING)
    if not query_terms(typed):
        return []
    key = (typed, limit, tuple(kinds))
    kept = _kept.get(key)
    if kept is None or kept[0] < monotonic():
        if len(_kept) >= KEPT_ANSWERS:
            _kept.clear()
        kept = _kept[key] = (monotonic() + KEPT_SECONDS, _suggest(typed, limit, kinds))
    return kept[1]


def forget_suggestions() -> None:
    """Empty the answers that this process keeps."""
    _kept.clear()


def _suggest(typed: str, limit: int, kinds: Sequence[str]) -> list[Suggestion]:
    engine = PostgresEngine()
    names = _names(typed, limit)
    words = _words(names, typed, limit - DIRECT, kinds)
    wanted = words[0].text if words else typed
    is_common = bool(words) and words[0].count >= MANY
    return [*words, *_direct(engine, wanted, typed, kinds, begins_only=is_common)][:limit]


def _names(typed: str, limit: int) -> list[str]:
    """Return names by wording, then by sound."""
    names = names_beginning(typed, 2 * limit)
    if typed.isascii() and (sound := typed_sound(typed)):
        names += names_by_sound(sound, limit)
    return list(dict.fromkeys(names))


def _words(names: list[str], typed: str, limit: int, kinds: Sequence[str]) -> list[Suggestion]:
    offered = names[: limit + 2]
    counts = count_names(offered, kinds=kinds) if offered else []
    pattern = pattern_for([typed])
    found = [(name, count) for name, count in zip(offered, counts, strict=True) if count]
    return [Suggestion(WORD, name, mark(name, pattern), count) for name, count in _without_echoes(found)][:limit]


def _without_echoes(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Leave out a longer word that finds exactly what a shorter one before it finds, as far as was counted."""
    kept: list[tuple[str, int]] = []
    for name, count in found:
        if not any(count == other_count and name.startswith(other) for other, other_count in kept):
            kept.append((name, count))
    return kept


def _direct(engine: Engine, wanted: str, typed: str, kinds: Sequence[str], *, begins_only: bool) -> list[Suggestion]:
    """Return documents whose title begins with the first word offered, or, unless *begins_only*, holds it."""
    pattern = pattern_for([typed, wanted])
    found = engine.titled(wanted, kinds=kinds, limit=DIRECT, begins_only=begins_only)
    return [Suggestion(row.kind, row.title, mark(row.title, pattern), url=row.url) for row in found if row.url]
