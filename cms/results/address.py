"""What the address of the results page says, and addresses that differ from it in one thing; pure."""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from foundation.api import read_number
from search.api import SearchQuery, Sort

FACETS = ("kind", "service_kind", "subject", "level", "mode", "hours", "provider")
"""What can be filtered by, as the address names it, in the order of the page."""
PAGE_SIZE = 10
MAX_VALUES = 20
MAX_VALUE_LENGTH = 80


@dataclass(frozen=True)
class Wish:
    """What a visitor asks the results page for. ``chosen`` holds values by facet."""

    text: str
    chosen: dict[str, tuple[str, ...]]
    sort: str
    page: int
    is_literal: bool

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Read an address; whatever makes no sense is left out."""
        chosen = {name: _values(parameters.getlist(name)) for name in FACETS}
        sort, page = parameters.get("sort", ""), read_number(parameters.get("page"), digits=5)
        return cls(
            text=" ".join(parameters.get("q", "")[:400].replace("\x00", "").split())[:100],
            chosen={name: values for name, values in chosen.items() if values},
            sort=sort if sort in Sort.values else Sort.RELEVANCE,
            page=1 if page is None else page,
            is_literal=parameters.get("exact") == "1",
        )

    def to_query(self, kinds: list[str]) -> SearchQuery:
        """Return the search for this wish among *kinds*."""
        return SearchQuery(
            text=self.text,
            kinds=kinds,
            filters={name: list(values) for name, values in self.chosen.items()},
            facets=list(FACETS),
            sort=self.sort,
            page=self.page,
            page_size=PAGE_SIZE,
            is_literal=self.is_literal,
        )

    def address(self) -> str:
        """Return the query string of this wish, ``?`` first; one wish has one address."""
        pairs: list[tuple[str, str]] = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        pairs += [("sort", self.sort)] if self.sort != Sort.RELEVANCE else []
        pairs += [("exact", "1")] if self.is_literal else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"?{urlencode(pairs)}"

    def without(self, name: str, value: str) -> Self:
        """Return the wish with one chosen value taken off."""
        rest = {key: tuple(v for v in values if (key, v) != (name, value)) for key, values in self.chosen.items()}
        return replace(self, chosen={key: values for key, values in rest.items() if values}, page=1)

    def on_page(self, page: int) -> Self:
        """Return the wish for another page of the same list."""
        return replace(self, page=page)

    def sorted_by(self, sort: str) -> Self:
        """Return the wish in another order, on its first page."""
        return replace(self, sort=sort, page=1)

    def of_kind(self, kind: str) -> Self:
        """Return the wish for one kind of thing alone, or for all without one, on its first page."""
        chosen = {key: values for key, values in self.chosen.items() if key != "kind"}
        return replace(self, chosen=chosen | ({"kind": (kind,)} if kind else {}), page=1)

    def meaning(self, text: str) -> Self:
        """Return the wish with other words, on its first page."""
        return replace(self, text=text, is_literal=False, page=1)

    def without_filters(self) -> Self:
        """Return the wish with nothing chosen, on its first page."""
        return replace(self, chosen={}, page=1)

    def literal(self) -> Self:
        """Return the wish for exactly what was typed, on its first page."""
        return replace(self, is_literal=True, page=1)


def _values(values: list[str]) -> tuple[str, ...]:
    sensible = [value for value in values if value and len(value) <= MAX_VALUE_LENGTH and value.isprintable()]
    return tuple(dict.fromkeys(sensible))[:MAX_VALUES]
