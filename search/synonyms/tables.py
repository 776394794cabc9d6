"""Turning rows of synonyms into a table for looking up; pure."""

from collections.abc import Iterable, Mapping

from search.analysis.folding import fold_text
from search.analysis.tokens import query_terms

MAX_SYNONYMS = 6
type SynonymTable = Mapping[str, tuple[str, ...]]


def build_table(rows: Iterable[tuple[str, Iterable[str], bool]]) -> SynonymTable:
    """Build word → synonyms from ``(word, others, is one way)``, folded.

    Loops are harmless because a synonym is never looked up again; a word is not its own synonym.
    """
    table: dict[str, dict[str, None]] = {}
    for word, others, is_one_way in rows:
        key = _key(word)
        meanings = [other for other in map(_key, others) if query_terms(other)]
        if not query_terms(key):
            continue
        table.setdefault(key, {}).update(dict.fromkeys(meanings))
        for meaning in [] if is_one_way else meanings:
            others_of = [key, *(other for other in meanings if other != meaning)]
            table.setdefault(meaning, {}).update(dict.fromkeys(others_of))
    return {word: tuple(other for other in found if other != word)[:MAX_SYNONYMS] for word, found in table.items()}


def parse_table(lines: Iterable[str]) -> SynonymTable:
    """Read an operator's file: ``word<TAB>synonym,synonym…``, one a line."""
    rows = [line.rstrip("\n").partition("\t") for line in lines]
    return build_table((word, others.replace("，", ",").split(","), False) for word, _, others in rows if others)


def laid_over(upper: SynonymTable, lower: SynonymTable) -> SynonymTable:
    """Return both tables as one: what *upper* says of a word comes first, what *lower* adds fills up what room is left."""
    joined = {word: (*upper.get(word, ()), *lower.get(word, ())) for word in {*upper, *lower}}
    return {word: tuple(dict.fromkeys(others))[:MAX_SYNONYMS] for word, others in joined.items()}


def _key(word: str) -> str:
    return " ".join(fold_text(word).split())
