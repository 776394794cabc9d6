"""Reading submissions: the queue, one submission, and what a person has decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.catalogue.models import CoursePage, CourseTeacher, FormerTeacher, LessonPage
from courses.enums import SubmissionState
from courses.review.models import CourseSubmission, SubmittedLesson
from courses.review.policies import had_a_hand
from organisations.api import Role, organisations_where, people_with_role

SCHEDULED = Q(state=SubmissionState.APPROVED, publish_at__isnull=False, published_at__isnull=True)
"""Approved for a later day that has not been acted on."""


@dataclass(frozen=True)
class QueueFilter:
    """What a reviewer wants to see: a tab, words of the title, one organisation, only what is late."""

    tab: str = "waiting"
    words: str = ""
    organisation_id: int | None = None
    late: bool = False


def reviewable_by(person: Any) -> QuerySet[CourseSubmission]:
    """Return all submissions, in any state, that *person* may review: of their organisations, without a hand in them."""
    teaching = CourseTeacher.objects.filter(course_id=OuterRef("course_id"), person_id=person.pk)
    taught = FormerTeacher.objects.filter(course_id=OuterRef("course_id"), person_id=person.pk)
    wrote = SubmittedLesson.objects.filter(submission__course_id=OuterRef("course_id"), revision__user_id=person.pk)
    handed_in = CourseSubmission.objects.filter(course_id=OuterRef("course_id")).filter(
        Q(submitted_by_id=person.pk) | Q(revision__user_id=person.pk)
    )
    added = LessonPage.objects.filter(
        Q(owner_id=person.pk) | Q(uploads__person_id=person.pk), path__startswith=OuterRef("course__path")
    )
    return (
        CourseSubmission.objects.filter(organisation__in=organisations_where(person, Role.REVIEWER))
        .exclude(course__owner_id=person.pk)
        .exclude(Exists(teaching))
        .exclude(Exists(taught))
        .exclude(Exists(wrote))
        .exclude(Exists(handed_in))
        .exclude(Exists(added))
    )


def waiting_for(person: Any) -> QuerySet[CourseSubmission]:
    """Return the submissions that wait for *person* or a colleague."""
    return reviewable_by(person).filter(state=SubmissionState.WAITING)


def queue(person: Any, wanted: QueueFilter) -> QuerySet[CourseSubmission]:
    """Return one tab of the queue, soonest due first (decided: latest first), with what a row shows."""
    rows = _tabs(person)[wanted.tab]
    if wanted.words:
        rows = rows.filter(title__icontains=wanted.words)
    if wanted.organisation_id:
        rows = rows.filter(organisation_id=wanted.organisation_id)
    if wanted.late:
        rows = rows.filter(due_at__lt=timezone.now(), state=SubmissionState.WAITING)
    order = ("due_at", "pk") if wanted.tab == "waiting" else ("-decided_at", "-pk")
    return rows.select_related("organisation", "submitted_by").order_by(*order)


def tab_counts(person: Any) -> dict[str, int]:
    """Return how many submissions each tab holds."""
    return {tab: rows.count() for tab, rows in _tabs(person).items()}


def history_of(submission: CourseSubmission) -> QuerySet[CourseSubmission]:
    """Return all submissions of the same course, newest first."""
    return (
        CourseSubmission.objects.filter(course_id=submission.course_id)
        .select_related("submitted_by", "decided_by")
        .order_by("-version")
    )


def previous_of(submission: CourseSubmission) -> CourseSubmission | None:
    """Return what was handed in before, whatever became of it: a reviewer reads only what is new since."""
    earlier = CourseSubmission.objects.filter(course_id=submission.course_id, version__lt=submission.version)
    return earlier.exclude(state=SubmissionState.WITHDRAWN).select_related("revision").order_by("-version").first()


def latest_by_course(course_ids: list[int]) -> dict[int, CourseSubmission]:
    """Return the newest submission of each course; one query."""
    rows = CourseSubmission.objects.filter(course_id__in=course_ids).order_by("course_id", "-version").distinct("course_id")
    return {row.course_id: row for row in rows.select_related("organisation")}


def is_late(submission: CourseSubmission, now: datetime) -> bool:
    """Say whether the answer is overdue."""
    return submission.state == SubmissionState.WAITING and submission.due_at < now


def _tabs(person: Any) -> dict[str, QuerySet[CourseSubmission]]:
    open_to = reviewable_by(person)
    newer = CourseSubmission.objects.filter(course_id=OuterRef("course_id"), version__gt=OuterRef("version"))
    month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return {
        "waiting": open_to.filter(state=SubmissionState.WAITING),
        "returned": open_to.filter(state=SubmissionState.RETURNED).exclude(Exists(newer)),
        "decided": open_to.filter(decided_by_id=person.pk, decided_at__gte=month),
    }


def reviewers_of(submission: CourseSubmission) -> list[int]:
    """Return the ids of the people whom a waiting submission concerns: reviewers without a hand in the course."""
    people = people_with_role(submission.course.organisation, Role.REVIEWER)
    return [person.pk for person in people if not had_a_hand(person, submission.course)]


def submissions_of(course: CoursePage) -> QuerySet[CourseSubmission]:
    """Return the course's submissions with their decisions, newest first."""
    return course.submissions.select_related("submitted_by", "decided_by").order_by("-version")


def scheduled_submission(course: CoursePage) -> CourseSubmission | None:
    """Return the approved submission of *course* that waits for its day."""
    return submissions_of(course).filter(SCHEDULED).first()


def waiting_submission(course: CoursePage) -> CourseSubmission | None:
    """Return the submission of *course* that waits for a reviewer."""
    return submissions_of(course).filter(state=SubmissionState.WAITING).first()
