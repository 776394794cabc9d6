"""Where a course stands and what its teacher does next: one answer for the lists and the course's own teaching page.

Pure: what was read before goes in.
"""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """The state of a course as its teacher sees it."""

    DRAFT = "draft"
    REVIEW = "review"
    RETURNED = "returned"
    PUBLISHED = "published"
    CHANGED = "changed"
    TAKEN_OFF = "taken_off"


@dataclass(frozen=True)
class CourseFacts:
    """``latest`` is the state of the newest submission, ``""`` when there was none."""

    live: bool
    ever_live: bool
    has_changes: bool
    latest: str = ""


def standing_of(facts: CourseFacts) -> Standing:
    """Return where the course stands: what waits for somebody comes before what is merely so."""
    if facts.latest == "waiting":
        return Standing.REVIEW
    if facts.latest == "returned":
        return Standing.RETURNED
    if facts.live:
        return Standing.CHANGED if facts.has_changes else Standing.PUBLISHED
    return Standing.TAKEN_OFF if facts.ever_live else Standing.DRAFT
