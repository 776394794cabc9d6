"""Folding: different ways of writing the same thing become one.

Width, case, accents, compatibility forms (①, Ⅱ, ㎡) and traditional characters are folded; control and zero-width
characters and lone surrogates vanish. Every character is folded without looking at its neighbours, so positions in
the folded text lead back to positions in the source.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VERSION = 5
"""Raise it when folding or tokens change: documents written by another version are indexed again."""

_INVISIBLE = {"Cc", "Cf", "Cs", "Cn"}
_DATA = Path(__file__).parent / "data" / "traditional.txt"


@dataclass(frozen=True)
class Folded:
    """Folded text; ``offsets[i]`` is the place in the source of folded character *i*, plus the source's length at the end."""

    text: str
    offsets: Sequence[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the piece of the source that folded positions *start* to *end* (exclusive) came from."""
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold *text* and keep where each character came from; quick where every character stays one, as in most texts."""
    if all(len(_TABLE[ord(character)]) == 1 for character in set(text)):
        return Folded(text.translate(_TABLE), range(len(text) + 1))
    parts: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        folded = _TABLE[ord(character)]
        parts.append(folded)
        offsets.extend([place] * len(folded))
    offsets.append(len(text))
    return Folded("".join(parts), offsets)


def fold_text(text: str) -> str:
    """Fold *text* when positions do not matter; many times faster than ``fold``."""
    return text.translate(_TABLE)


def fold_character(character: str) -> str:
    """Return the folded form of one character: none, one or several characters."""
    if character.isspace():
        return " "
    kept = [c for c in unicodedata.normalize("NFKD", character).casefold() if unicodedata.category(c) not in _INVISIBLE]
    letters = [c for c in kept if not unicodedata.combining(c)]
    return "".join(" " if c.isspace() else _simplified().get(c, c) for c in letters)


@cache
def _simplified() -> dict[str, str]:
    traditional, simplified = [line for line in _DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    return dict(zip(traditional, simplified, strict=True))


class _Table(dict[int, str]):
    """Folded characters by code point, filled when first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_character(chr(code))
        return folded


_TABLE = _Table()
