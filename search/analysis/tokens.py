"""Tokens: a Chinese run becomes overlapping pairs of characters; latin words and numbers stay whole.

The index needs no dictionary, so a new dictionary never makes it wrong. 电工证 gives 电工, 工证 and the last 证 alone;
a single character is then found as the beginning of a pair. Letters and digits are cut apart on both sides: win11 is
win, 11, and finds ``Win 11``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, pairwise
from operator import add
from typing import NamedTuple

from search.analysis.folding import fold_text

MAX_LEXEME = 64
HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|(?P<latin>[a-z]+[+#]*)|(?P<digits>[0-9]+)|(?P<other>[^\W\d_{HAN}a-z]+)")
_CODES = {"latin", "digits"}
_HAS_CODE = re.compile("[a-z0-9]")
_WORDS = re.compile(rf"([{HAN}]+)|([^\W\d_{HAN}]+)")
_JOINT = re.compile(r"[-_./'·:&]?")


class Run(NamedTuple):
    """A piece of folded text: ``kind`` is ``han``, ``latin``, ``digits`` or ``other``."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """One token to look for; ``prefix`` accepts any token that begins with it."""

    lexeme: str
    prefix: bool = False


def runs(folded: str) -> list[Run]:
    """Cut folded text into runs of one script; everything else separates."""
    return [Run(match.lastgroup or "", match[0], *match.span()) for match in _RUN.finditer(folded)]


def index_tokens(text: str) -> list[tuple[str, int]]:
    """Return ``(lexeme, position)`` for source text, positions from 1 and rising.

    Codes come whole too: ``GB/T`` gives gb, t and, after everything else, gbt, with no neighbour at either side.
    So do two latin words with one space between: ``Power BI`` is also found as powerbi.
    """
    folded = fold_text(text)
    if not _HAS_CODE.search(folded):
        return list(zip(_pieces_without_codes(folded), count(1)))
    found = runs(folded)
    lexemes = [lexeme for run in found for lexeme in _pieces(run)]
    return [*zip(lexemes, count(1)), *zip(_joined_codes(folded, found), count(len(lexemes) + 2, 2))]


def query_terms(folded: str) -> tuple[Term, ...]:
    """Return the terms of one literal, in order, to be looked for as a phrase. Empty when there is nothing to look for."""
    found = runs(folded)
    terms: list[Term] = []
    for number, run in enumerate(found):
        is_last = number == len(found) - 1
        if run.kind != "han":
            terms.append(Term(run.text[:MAX_LEXEME], prefix=is_last and _is_open(run, alone=len(found) == 1)))
            continue
        pieces = _pieces(run)
        if len(run.text) == 1:
            terms.append(Term(pieces[0], prefix=is_last))
        else:
            terms.extend(Term(piece) for piece in (pieces[:-1] if is_last else pieces))
    return tuple(terms)


def joined_form(folded: str) -> str:
    """Return a code without its separators (``wi-fi`` → ``wifi``), or an empty text when it is no such code."""
    found = runs(folded)
    whole = _chains(folded, found)
    return "".join(run.text for run in found) if whole == [(0, len(found) - 1)] else ""


def _is_open(run: Run, *, alone: bool) -> bool:
    """Whether a last latin piece may be the beginning of a longer one: codes always, words from three letters."""
    return not alone or (run.kind == "latin" and len(run.text) >= 3 and run.text[-1].isalpha())


def _pieces(run: Run) -> list[str]:
    return _pairs(run.text) if run.kind == "han" else [run.text[:MAX_LEXEME]]


def _pairs(han: str) -> list[str]:
    return [*map(add, han, han[1:]), han[-1]]


def _pieces_without_codes(folded: str) -> list[str]:
    """Return the pieces of a text without latin letters and digits: most texts, and many times faster than their runs."""
    pieces: list[str] = []
    for han, other in _WORDS.findall(folded):
        pieces += _pairs(han) if han else [other[:MAX_LEXEME]]
    return pieces


def _joined_codes(folded: str, found: list[Run]) -> Iterator[str]:
    """Yield the codes whose parts touch each other, then those of two words with a space between, each as one word."""
    joined = ["".join(run.text for run in found[first : last + 1]) for first, last in _chains(folded, found)]
    joined += [
        left.text + right.text
        for left, right in pairwise(found)
        if {left.kind, right.kind} <= _CODES and folded[left.end : right.start] == " "
    ]
    return (code for code in joined if len(code) <= MAX_LEXEME)


def _chains(folded: str, found: list[Run]) -> list[tuple[int, int]]:
    """Return first and last number of each sequence of two or more latin runs with at most one joint between them."""
    chains: list[tuple[int, int]] = []
    first = 0
    for number in range(1, len(found) + 1):
        if number < len(found) and _touch(folded, found[number - 1], found[number]):
            continue
        if number - 1 > first:
            chains.append((first, number - 1))
        first = number
    return chains


def _touch(folded: str, left: Run, right: Run) -> bool:
    return {left.kind, right.kind} <= _CODES and bool(_JOINT.fullmatch(folded, left.end, right.start))
