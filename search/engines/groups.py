"""Words as an engine looks for them; pure."""

from collections.abc import Iterable

from search.analysis.tokens import joined_form, query_terms
from search.engines.plan import Group, Literal

SYNONYM_WORTH = 0.7
"""What a synonym counts for beside the word that was typed: a title that says the word itself comes first."""


def make_group(texts: Iterable[str], synonyms: Iterable[str] = ()) -> Group:
    """Make the group of words that count as one, each in all the ways it may be written."""
    literals = [literal for text in texts for literal in literals_of(text)]
    literals += [literal for text in synonyms for literal in literals_of(text, SYNONYM_WORTH)]
    return Group(tuple(literals))


def literals_of(text: str, worth: float = 1.0) -> list[Literal]:
    """Return the ways in which folded *text* may be written, none when there is nothing to look for."""
    forms = [form for form in (text, joined_form(text)) if form]
    literals = [Literal(form, query_terms(form), worth) for form in dict.fromkeys(forms)]
    return [literal for literal in literals if literal.terms]
