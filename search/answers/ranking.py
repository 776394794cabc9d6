"""The final order of the best hits, the same whatever engine found them; pure."""

import re
from collections.abc import Sequence
from itertools import groupby

from search.engines.plan import Candidate, Group, Plan

IN_TITLE, IN_TAGS, IN_BODY = 3.0, 1.5, 0.6
WHOLE_TITLE, INSIDE_TITLE, TITLE_SHARE = 2.0, 1.0, 0.5
SOFT_LIFT, OTHER_VALUE = 1.5, 0.5
_NOT_A_LETTER = re.compile(r"[\W_]+")


def order_hits(candidates: Sequence[Candidate], plan: Plan, typed: str) -> list[Candidate]:
    """Return *candidates* best first: those with every word before all others, ties by learners, then by id."""
    wanted = compact(typed)
    scored = [(all(hit.found), score_hit(hit, plan, wanted), hit) for hit in candidates]
    scored.sort(key=lambda row: (not row[0], -row[1], -row[2].learners, row[2].object_id, row[2].id))
    return [hit for _, _, hit in scored]


def score_hit(hit: Candidate, plan: Plan, wanted: str) -> float:
    """Score one hit: where each word stands, weighed by its rarity, and how much of the title was asked for."""
    total = sum(group.rarity for group in plan.groups) or 1.0
    title, tags = compact(hit.title_key), compact(hit.tags_key)
    score = sum(
        place_worth(group, title, tags) * group.rarity / total
        for group, is_found in zip(plan.groups, hit.found, strict=True)
        if is_found
    )
    if wanted and title == wanted:
        score += WHOLE_TITLE
    elif wanted and wanted in title:
        score += INSIDE_TITLE
    score += TITLE_SHARE * _share(plan.groups, title)
    return score * hit.boost * _lift(plan.soft, hit.facets)


def _lift(soft: Sequence[str], facets: Sequence[str]) -> float:
    """Return what the levels and kinds asked for make of a hit: more when it has them, less when it names another level."""
    lift = 1.0
    for name, wanted in groupby(sorted(soft), key=lambda value: value.partition(":")[0]):
        if not set(wanted).isdisjoint(facets):
            lift *= SOFT_LIFT
        elif name != "kind" and any(value.startswith(f"{name}:") for value in facets):
            lift *= OTHER_VALUE
    return lift


def place_worth(group: Group, title: str, tags: str) -> float:
    """Return the worth of the best place in which the group stands."""
    best = max((literal.worth * IN_BODY for literal in group.literals), default=0.0)
    for literal in group.literals:
        text = compact(literal.text)
        place = IN_TITLE if text in title else IN_TAGS if text in tags else 0.0
        best = max(best, place * literal.worth)
    return best


def compact(folded: str) -> str:
    """Return folded text without spaces and punctuation."""
    return _NOT_A_LETTER.sub("", folded)


def _share(groups: Sequence[Group], title: str) -> float:
    found = (
        max((len(compact(item.text)) for item in group.literals if compact(item.text) in title), default=0) for group in groups
    )
    return min(1.0, sum(found) / len(title)) if title else 0.0
