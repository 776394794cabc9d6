"""What an owner hands over to be found."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from search.enums import Visibility

KIND_WEIGHTS = {
    "course": 1.6, "exam": 1.5, "lesson": 1.2, "teacher": 1.2, "organisation": 1.2,
    "page": 1.0, "activity": 0.9, "news": 0.8, "transcript": 0.5,
}  # fmt: skip
"""How much a kind counts beside others (measured, see the design of search); 1.0 when not named."""


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """One thing to be found. Text is plain, not markup.

    ``tags`` are short texts that belong to it without standing in its title: the course's title on a lesson, teachers,
    the provider. ``facets`` are what it can be filtered by, name to values. ``part`` numbers pieces of one object,
    such as the moments of a transcript. ``parent`` is what it lies below, as kind and pk: when that is indexed or removed,
    this one is described anew. ``extra`` is stored and handed back with the hit, as JSON.
    """

    kind: str
    pk: int
    title: str
    part: int = 0
    parent: tuple[str, int] | None = None
    tags: list[str] = field(default_factory=list)
    body: str = ""
    url: str = ""
    facets: dict[str, list[str]] = field(default_factory=dict)
    boost_learners: int = 0
    published_at: datetime | None = None
    hidden_from: datetime | None = None
    visibility: str = Visibility.PUBLIC
    extra: dict[str, Any] = field(default_factory=dict)
