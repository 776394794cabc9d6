"""From a reading to a plan; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import log

from search.analysis.reading import Reading
from search.analysis.tokens import joined_form, query_terms
from search.answers.soft_words import soft_values
from search.engines.plan import FREQUENCY_CAP, Group, Literal, Plan
from search.synonyms.tables import SynonymTable

SYNONYM_WORTH = 0.9
LONE_SHARE = 0.35
"""A single character says little; it counts for this share of its rarity."""

type FacetWords = Mapping[str, Mapping[str, str]]


def make_plan(reading: Reading, synonyms: SynonymTable, facet_words: FacetWords) -> Plan:
    """Plan a search for what was read: every word required, level and kind words only lifting."""
    soft: list[str] = []
    groups: list[Group] = []
    softened: list[Group] = []
    for word in reading.words:
        group = make_group([word.text], () if word.is_quoted else synonyms.get(word.text, ()))
        values = [] if word.is_quoted else soft_values(word.text, facet_words)
        soft.extend(values)
        (softened if values else groups).append(group)
    excluded = tuple(literal for text in reading.excluded for literal in _literals(text, 1.0))
    return Plan(tuple(groups or softened), excluded, tuple(dict.fromkeys(soft)))


def make_group(texts: Iterable[str], synonyms: Iterable[str] = ()) -> Group:
    """Make the group of words that count as one, each in all the ways it may be written."""
    literals = [literal for text in texts for literal in _literals(text, 1.0)]
    literals += [literal for text in synonyms for literal in _literals(text, SYNONYM_WORTH)]
    return Group(tuple(literals))


def weigh(groups: Sequence[Group], frequencies: Sequence[int]) -> tuple[Group, ...]:
    """Give each group its rarity: the fewer documents contain it, the more it means. Unknown words mean most."""
    return tuple(
        replace(group, rarity=log(2 * FREQUENCY_CAP / (1 + frequency)) * (LONE_SHARE if _is_lone(group) else 1))
        for group, frequency in zip(groups, frequencies, strict=True)
    )


def _literals(text: str, worth: float) -> list[Literal]:
    forms = [form for form in (text, joined_form(text)) if form]
    literals = [Literal(form, query_terms(form), worth) for form in dict.fromkeys(forms)]
    return [literal for literal in literals if literal.terms]


def _is_lone(group: Group) -> bool:
    return all(len(literal.text) == 1 for literal in group.literals)
