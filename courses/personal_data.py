"""What learning adds to the download of a person's own data."""

from typing import Any

from accounts.api import Person, register_export
from courses.enrolment.models import Enrolment
from courses.progress.models import LessonNote, LessonProgress


def enrolments(person: Person) -> list[dict[str, Any]]:
    """Return the courses that the person is or was in."""
    rows = Enrolment.objects.filter(person=person).order_by("enrolled_at", "pk")
    fields = ("course__title", "enrolled_at", "withdrawn_at", "completed_at", "last_active_at")
    return list(rows.values(*fields))


def lessons(person: Person) -> list[dict[str, Any]]:
    """Return how far the person is in each lesson; ``seconds`` is what counts of a video, ``position_ms`` where it stopped."""
    rows = LessonProgress.objects.filter(person=person).order_by("opened_at", "pk")
    names = ("course__title", "lesson__title", "seconds", "position_ms", "opened_at", "active_at", "completed_at", "completed_by")
    return list(rows.values(*names, "completion_note"))


def notes(person: Person) -> list[dict[str, Any]]:
    """Return the person's private notes."""
    rows = LessonNote.objects.filter(person=person).order_by("written_at", "pk")
    fields = ("lesson__title", "at_ms", "text", "written_at", "changed_at")
    return list(rows.values(*fields))


register_export("enrolments", enrolments)
register_export("lessons", lessons)
register_export("lesson_notes", notes)
