"""Values for templates that are made together, and only when a template comes to one of them."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.utils.functional import SimpleLazyObject


def lazily(make: Callable[[], Mapping[str, Any]], *names: str) -> dict[str, Any]:
    """Return template values under *names*, out of what one call of *make* returns.

    For values that only remembered parts use: while these are remembered, *make* is never called. A value that a template
    needs beside them is made and remembered by itself.
    """
    made = cache(make)
    return {name: _lazy(made, name) for name in names}


def _lazy(made: Callable[[], Mapping[str, Any]], name: str) -> SimpleLazyObject:
    return SimpleLazyObject(lambda: made()[name])
