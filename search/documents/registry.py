"""Who supplies documents of which kind. Owners register in their ``search_documents.py``; search imports none of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from search.documents.types import SearchDocument

type Loader = Callable[[list[int]], Iterable[SearchDocument]]
type Lister = Callable[[], Iterable[int]]
type Dependents = Callable[[list[int]], Mapping[str, Iterable[int]]]


@dataclass(frozen=True)
class Owner:
    """``load`` returns the documents of those ids that may be found now; ``all_ids`` lists every id that has some.

    ``dependents`` returns, by kind, the objects whose documents say something about those ids.
    """

    kind: str
    load: Loader
    all_ids: Lister
    dependents: Dependents


_OWNERS: dict[str, Owner] = {}
_FACET_WORDS: dict[str, dict[str, str]] = {}


def register_documents(kind: str, *, load: Loader, all_ids: Lister, dependents: Dependents = lambda ids: {}) -> None:
    """Make *kind* findable; registering it again replaces its owner."""
    _OWNERS[kind] = Owner(kind, load, all_ids, dependents)


def owner_of(kind: str) -> Owner:
    """Return the owner of *kind*; ``KeyError`` when nobody registered it."""
    return _OWNERS[kind]


def registered_kinds() -> list[str]:
    """Return all kinds that have an owner, in alphabetical order."""
    return sorted(_OWNERS)


def register_facet_words(facet: str, words: dict[str, str]) -> None:
    """Say which words in a query ask for a value of *facet*: ``{"入门": "beginner"}``. They lift results, they refuse none."""
    _FACET_WORDS.setdefault(facet, {}).update(words)


def facet_words() -> dict[str, dict[str, str]]:
    """Return the words that ask for facet values, by facet."""
    return _FACET_WORDS
