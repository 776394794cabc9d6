"""What is asked and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from search.enums import Sort, Step

MAX_PAGE_SIZE = 50
MAX_PAGE = 50
"""Later pages of a search do not exist: who has not found it by then changes the words."""
MAX_FILTER_VALUES = 50
MAX_MOMENTS = 3


@dataclass(frozen=True, kw_only=True)
class SearchQuery:
    """A search. ``kinds`` limits what is looked at (none: everything), ``filters`` are chosen facet values by facet name.

    ``is_literal`` looks only for what was typed: no corrections. Values out of range are brought into it.
    """

    text: str = ""
    kinds: list[str] = field(default_factory=list)
    filters: Mapping[str, list[str]] = field(default_factory=dict)
    facets: list[str] = field(default_factory=list)
    sort: str = Sort.RELEVANCE
    page: int = 1
    page_size: int = 10
    is_literal: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A second of a video at which what was looked for is said; ``html`` are the words around it, escaped and marked."""

    second: int
    html: SafeString
    url: str

    @property
    def at_ms(self) -> int:
        """The same place in milliseconds, as players count."""
        return self.second * 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. Titles and snippets are escaped, with ``<mark>`` around what was looked for.

    ``moments`` are the places of the video in which it is said, at most ``MAX_MOMENTS``, best first.
    """

    kind: str
    pk: int
    title_html: SafeString
    snippet_html: SafeString
    url: str
    extra: Mapping[str, Any]
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that results can be filtered by: ``count`` holds under all other filters."""

    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class SearchResults:
    """An answer. ``total`` counts documents, ``hits`` are the rows of one page: pieces of one transcript share a row.

    ``showing_for`` is the wording that was answered instead of the typed one; ``step`` tells why.
    ``did_you_mean`` is a wording that finds far more than the typed one, which found next to nothing.
    """

    hits: list[Hit]
    total: int
    facets: dict[str, list[FacetValue]]
    showing_for: str | None = None
    step: str = Step.STRICT
    page: int = 1
    pages: int = 1
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to offer while a person types: a ``word`` to search for, or a document to open (its kind, with ``url``)."""

    kind: str
    text: str
    html: SafeString
    count: int = 0
    url: str = ""
