"""Which names a title gives: its words, and rows of neighbouring words, from every beginning of a word."""

import re

import rjieba

from search.analysis.folding import fold_text
from search.analysis.stopwords import STOP_WORDS
from search.analysis.tokens import HAN

MAX_LENGTH = 12
MAX_WORDS = 6
_STRETCH = re.compile(rf"[{HAN}a-z0-9+#]+")


def names_in(title: str) -> list[str]:
    """Return the names in a title as written by its owner, folded, without repeats."""
    found: dict[str, None] = {}
    for stretch in _STRETCH.findall(fold_text(title)):
        words = rjieba.cut(stretch)
        for first in range(len(words)):
            found |= dict.fromkeys(_rows_from(words[first : first + MAX_WORDS]))
    return list(found)


def _rows_from(words: list[str]) -> list[str]:
    """Return the rows of words that begin with the first of *words*; a stop word of one character ends them."""
    rows: list[str] = []
    text = ""
    for word in words:
        text += word
        if len(text) > MAX_LENGTH or (word in STOP_WORDS and (len(word) == 1 or text == word)):
            break
        if len(text) > 1 and not text.isdigit():
            rows.append(text)
    return rows
