"""Bringing a course and its lessons into the state that was approved, and taking them off again.

These functions decide nothing: the services and the clock have. They keep pages, search index and events together.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction

from accounts.api import Person
from courses.catalogue.models import CoursePage, LessonPage
from courses.events import CoursePublished, CourseUnpublished
from courses.review.models import CourseSubmission
from foundation.api import publish
from search.api import index_documents

SEARCH_KIND = "course"
_in_hand: ContextVar[bool] = ContextVar("a course service is publishing", default=False)


@contextmanager
def by_service() -> Iterator[None]:
    """Say that a service changes pages now and will index and tell by itself, once, at the end."""
    token = _in_hand.set(True)
    try:
        yield
    finally:
        _in_hand.reset(token)


def is_by_service() -> bool:
    """Tell whether a service is at work: what is heard of pages then is no news."""
    return _in_hand.get()


def complete_publication(submission: CourseSubmission, *, actor: Person | None) -> None:
    """After the course's own revision went live: its lessons, the search index, and the news."""
    with by_service():
        publish_lessons(submission, actor=actor)
    submission.published_at = timezone.now()
    submission.save(update_fields=["published_at"])
    index_documents(SEARCH_KIND, [submission.course_id])
    by_id = actor.pk if actor else submission.submitted_by_id
    publish(CoursePublished(course_id=submission.course_id, submission_id=submission.pk, by_id=by_id))


def end_publication(course: CoursePage, *, actor: Person | None, reason: str, expired: bool = False) -> None:
    """Take a live course and its lessons off the site and out of the index, and tell."""
    with by_service():
        take_off(course, actor=actor, expired=expired)
        unpublish_lessons(LessonPage.objects.child_of(course).live(), actor=actor)
    tell_ended(course, actor=actor, reason=reason)


def tell_ended(course: CoursePage, *, actor: Person | None, reason: str) -> None:
    """Bring the index and everybody concerned up to date with a course that is not live any more."""
    index_documents(SEARCH_KIND, [course.pk])
    publish(CourseUnpublished(course_id=course.pk, by_id=actor.pk if actor else None, reason=reason))


def publish_lessons(submission: CourseSubmission, *, actor: Person | None) -> None:
    """Publish the submitted lesson revisions, take off lessons that are no longer in the outline, and put them in order.

    Only what differs is touched, so a small change to a long course stays cheap.
    """
    rows = list(submission.lessons.select_related("revision", "lesson"))
    for row in rows:
        if not row.lesson.live or row.lesson.live_revision_id != row.revision_id:
            row.revision.publish(user=actor, skip_permission_checks=True)
    course = CoursePage.objects.get(pk=submission.course_id)
    kept = [row.lesson_id for row in rows]
    unpublish_lessons(LessonPage.objects.child_of(course).live().exclude(pk__in=kept), actor=actor)
    arrange_tree(course, kept)


def unpublish_lessons(lessons: Iterable[LessonPage], *, actor: Person | None) -> None:
    """Take the given lessons off the site; their drafts stay."""
    for lesson in lessons:
        take_off(lesson, actor=actor)


def take_off(page: CoursePage | LessonPage, *, actor: Person | None, expired: bool = False) -> None:
    """Take one page off the site. It has been decided that *actor* may; Wagtail's admin offers it to nobody."""
    action = "wagtail.unpublish.scheduled" if expired else "wagtail.unpublish"
    UnpublishPageAction(page, user=actor, set_expired=expired, log_action=action).execute(skip_permission_checks=True)


def arrange_tree(course: CoursePage, order: list[int]) -> None:
    """Make the page tree hold the lessons in *order*, those not named last; moves only pages that stand wrong."""
    rest = LessonPage.objects.child_of(course).exclude(pk__in=order).order_by("path").values_list("pk", flat=True)
    wanted = [*order, *rest]
    present = list(LessonPage.objects.child_of(course).order_by("path").values_list("pk", flat=True))
    for position, pk in enumerate(wanted):
        if present[position] == pk:
            continue
        LessonPage.objects.get(pk=pk).move(LessonPage.objects.get(pk=present[position]), pos="left")
        present.remove(pk)
        present.insert(position, pk)
