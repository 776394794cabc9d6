"""Facet values as a page shows them; pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from search.answers.types import FacetValue

MAX_VALUES = 50


def facet_values(
    counted: Mapping[str, int], names: Sequence[str], filters: Mapping[str, Sequence[str]]
) -> dict[str, list[FacetValue]]:
    """Group counts of ``name:value`` by facet, most frequent first. Chosen values are always there, even at 0."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, count in counted.items():
        name, _, value = key.partition(":")
        found[name][value] = count
    return {name: _values(found[name], set(filters.get(name, ()))) for name in names}


def _values(counts: Mapping[str, int], chosen: set[str]) -> list[FacetValue]:
    everything = [FacetValue(value, counts.get(value, 0), value in chosen) for value in {*counts, *chosen}]
    everything.sort(key=lambda item: (-item.count, item.value))
    return [item for number, item in enumerate(everything) if number < MAX_VALUES or item.selected]
