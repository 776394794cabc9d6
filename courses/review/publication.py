"""Bringing the live lessons of a course into the state that was approved."""

from collections.abc import Iterable

from wagtail.actions.unpublish_page import UnpublishPageAction

from accounts.api import Person
from courses.catalogue.models import CoursePage, LessonPage
from courses.review.models import CourseSubmission


def publish_lessons(submission: CourseSubmission, *, actor: Person) -> None:
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


def unpublish_lessons(lessons: Iterable[LessonPage], *, actor: Person) -> None:
    """Take the given lessons off the site; their drafts stay."""
    for lesson in lessons:
        take_off(lesson, actor=actor)


def take_off(page: CoursePage | LessonPage, *, actor: Person) -> None:
    """Take one page off the site. The services have decided that *actor* may; Wagtail's admin offers it to nobody."""
    UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)


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
