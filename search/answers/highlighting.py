"""Marking what was looked for, in text that is escaped piece by piece."""

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis.folding import fold
from search.analysis.tokens import runs
from search.engines.plan import Plan

SNIPPET = 72
LEAD = 20
_BEFORE = {"latin": "(?<![a-z])", "digits": "(?<![0-9])"}


def mark(text: str, pattern: re.Pattern[str] | None) -> SafeString:
    """Return *text* escaped, with ``<mark>`` around what *pattern* finds in its folded form."""
    parts: list[str] = []
    done = 0
    for start, end in _spans(text, pattern):
        parts += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    parts.append(escape(text[done:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece was escaped above


def snippet(text: str, pattern: re.Pattern[str] | None) -> SafeString:
    """Return the piece of *text* around the first find, at most about ``SNIPPET`` characters, escaped and marked.

    It stays within one line of the text: the first with a find, else the first of all.
    """
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    flat = next((line for line in lines if any(_spans(line, pattern))), lines[0] if lines else "")
    first = next(iter(_spans(flat, pattern)), None)
    start = max(0, first[0] - LEAD) if first and first[1] > SNIPPET else 0
    piece = flat[start : start + SNIPPET]
    before, after = "…" if start else "", "…" if start + SNIPPET < len(flat) else ""
    return mark_safe(before + mark(piece, pattern) + after)  # noqa: S308 - ``mark`` escapes


def first_find(text: str, pattern: re.Pattern[str] | None) -> int:
    """Return where in *text* the first find begins; 0 when there is none."""
    return next((start for start, _ in _spans(text, pattern)), 0)


def pattern_of(plan: Plan) -> re.Pattern[str] | None:
    """Return a pattern for every wording of the plan, longest first; ``None`` when there is nothing to mark."""
    return pattern_for(literal.text for group in plan.groups for literal in group.literals)


def pattern_for(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds these folded texts, whatever separates their runs."""
    found = {source for text in sorted(set(texts), key=len, reverse=True) if (source := _source(text))}
    return re.compile("|".join(sorted(found, key=len, reverse=True))) if found else None


def _source(text: str) -> str:
    return r"[\W_]*".join(_BEFORE.get(run.kind, "") + re.escape(run.text) for run in runs(text))


def _spans(text: str, pattern: re.Pattern[str] | None) -> Iterable[tuple[int, int]]:
    if pattern is None or not text:
        return
    folded = fold(text)
    done = 0
    for match in pattern.finditer(folded.text):
        start, end = folded.source_span(*match.span())
        if start >= done:
            yield start, end
            done = end
