"""What happens to courses and learners, told to whoever listens."""

from dataclasses import dataclass
from datetime import datetime

from foundation.api import Event


@dataclass(frozen=True, kw_only=True)
class CourseSubmitted(Event):
    """A teacher handed a course in for review."""

    course_id: int
    submission_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CourseReturned(Event):
    """A reviewer sent a course back with reasons."""

    course_id: int
    submission_id: int
    by_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CoursePublished(Event):
    """A reviewed course, or a new version of it, is open to learners."""

    course_id: int
    submission_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CourseScheduled(Event):
    """A reviewed course was approved for a later day."""

    course_id: int
    submission_id: int
    by_id: int
    publish_at: datetime


@dataclass(frozen=True, kw_only=True)
class CourseUnpublished(Event):
    """A course was taken off the catalogue: by a person, or, with no ``by_id``, because its last day was over."""

    course_id: int
    by_id: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class TeacherAdded(Event):
    """A person teaches a course from now on; ``row_id`` tells this time from others."""

    course_id: int
    row_id: int
    person_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class TeacherRemoved(Event):
    """A person does not teach a course any more."""

    course_id: int
    row_id: int
    person_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class PersonEnrolled(Event):
    """A person joined a course."""

    enrolment_id: int
    person_id: int
    course_id: int


@dataclass(frozen=True, kw_only=True)
class LessonCompleted(Event):
    """A person met a lesson's rule."""

    person_id: int
    lesson_id: int
    course_id: int


@dataclass(frozen=True, kw_only=True)
class CourseCompleted(Event):
    """A person met a course's rule."""

    enrolment_id: int
    person_id: int
    course_id: int


@dataclass(frozen=True, kw_only=True)
class PersonWithdrew(Event):
    """A person left a course before completing it; progress is kept."""

    enrolment_id: int
    person_id: int
    course_id: int
