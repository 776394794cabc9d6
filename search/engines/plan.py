"""The plan of a search: what every engine is asked, in no engine's language.

A plan is an AND of groups, a group is an OR of literals (a word and its synonyms), a literal is a phrase of terms in one
field. A relaxed plan names the sets of groups of which at least one must be there whole.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations
from typing import Any, Self

from search.analysis.tokens import Term

FREQUENCY_CAP = 1000


@dataclass(frozen=True, slots=True)
class Literal:
    """A phrase to look for. ``text`` is its folded wording; ``worth`` is 1 for what was typed and less for a synonym."""

    text: str
    terms: tuple[Term, ...]
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """One word of the query and what counts as it. ``rarity`` is its share of the meaning, set from its frequency."""

    literals: tuple[Literal, ...]
    rarity: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look for. ``soft`` holds facet values (``level:beginner``) that lift a document without being required.

    ``minimum`` is the share of the summed rarity that a document must contain: 1 asks for every group. A broad plan has only
    words that thousands of documents contain: an engine may weigh titles alone.
    """

    groups: tuple[Group, ...] = ()
    excluded: tuple[Literal, ...] = ()
    soft: tuple[str, ...] = ()
    minimum: float = 1.0
    is_broad: bool = False

    def relaxed(self, minimum: float) -> Self:
        """Return the plan that is content with part of the words."""
        return replace(self, minimum=minimum)

    def accepted_sets(self) -> list[tuple[Group, ...]]:
        """Return the smallest sets of groups that satisfy ``minimum``; any one of them suffices."""
        if self.minimum >= 1:
            return [self.groups]
        needed = self.minimum * sum(group.rarity for group in self.groups)
        found: list[tuple[int, ...]] = []
        for size in range(1, len(self.groups) + 1):
            for numbers in combinations(range(len(self.groups)), size):
                if any(set(smaller) <= set(numbers) for smaller in found):
                    continue
                if sum(self.groups[number].rarity for number in numbers) >= needed:
                    found.append(numbers)
        return [tuple(self.groups[number] for number in numbers) for numbers in found]


@dataclass(frozen=True, slots=True)
class Scope:
    """Among what to look: kinds (none: all), chosen facet values (``name:value``) by facet, when it must be visible (now)."""

    kinds: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the best documents by the engine's order, with what the final order is made from."""

    id: int
    kind: str
    object_id: int
    title_key: str
    tags_key: str
    facets: tuple[str, ...]
    boost: float
    learners: int
    score: float
    found: tuple[bool, ...]
    parent: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """``total`` passes every filter, ``unfiltered`` counts all that match the words; ``values`` counts facet values."""

    total: int
    unfiltered: int
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """The text of one document, for showing."""

    id: int
    kind: str
    object_id: int
    title: str
    body: str
    url: str
    extra: Mapping[str, Any]


class Engine(ABC):
    """What an engine can do. Every method is read-only and costs one request to the engine."""

    @abstractmethod
    def frequencies(self, groups: Sequence[Group], *, kinds: Sequence[str] = (), cap: int = FREQUENCY_CAP) -> list[int]:
        """Return how many visible documents contain each group, counted up to *cap*."""

    @abstractmethod
    def count(self, plan: Plan, scope: Scope, facets: Sequence[str]) -> Counts:
        """Count hits, and the values of *facets*, each under all filters but its own."""

    @abstractmethod
    def candidates(self, plan: Plan, scope: Scope, *, sort: str, offset: int, limit: int) -> list[Candidate]:
        """Return hits in the engine's order for *sort*."""

    @abstractmethod
    def read(self, ids: Sequence[int]) -> dict[int, Stored]:
        """Return the texts of documents by id; those gone or hidden meanwhile are left out."""

    @abstractmethod
    def titled(self, text: str, *, kinds: Sequence[str], limit: int, begins_only: bool = False) -> list[Stored]:
        """Return the weightiest documents whose title begins with the folded *text*, then those that hold it elsewhere."""
