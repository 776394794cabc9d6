"""From a reading to a plan; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import log

from search.analysis.reading import Reading
from search.answers.soft_words import soft_values
from search.engines.groups import literals_of, make_group
from search.engines.plan import FREQUENCY_CAP, Group, Plan
from search.synonyms.tables import SynonymTable

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
    excluded = tuple(literal for text in reading.excluded for literal in literals_of(text))
    return Plan(tuple(groups or softened), excluded, tuple(dict.fromkeys(soft)))


def weigh(groups: Sequence[Group], frequencies: Sequence[int]) -> tuple[Group, ...]:
    """Give each group its rarity: the fewer documents contain it, the more it means. Unknown words mean most."""
    return tuple(
        replace(group, rarity=log(2 * FREQUENCY_CAP / (1 + frequency)) * (LONE_SHARE if _is_lone(group) else 1))
        for group, frequency in zip(groups, frequencies, strict=True)
    )


def _is_lone(group: Group) -> bool:
    return all(len(literal.text) == 1 for literal in group.literals)
