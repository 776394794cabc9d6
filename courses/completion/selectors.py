"""The facts that completion is decided by, read in a constant number of queries."""

from collections.abc import Iterable, Sequence

from courses.catalogue.models import CoursePage, LessonPage
from courses.completion.rules import CompletionRule, CourseFacts, LessonFacts
from courses.progress.models import CompletedBy, LessonProgress
from foundation.api import Argument, Prepared

_PROGRESS: Prepared[LessonProgress] = Prepared(
    lambda: LessonProgress.objects.filter(person_id=Argument("person"), course_id=Argument("course")).defer(
        "completion_evidence", "head"
    )
)


def rule_of(course: CoursePage) -> CompletionRule:
    """Return the rule of the published course."""
    return CompletionRule.from_data(course.completion_rule)


def lessons_of(course: CoursePage) -> list[LessonPage]:
    """Return the published lessons of *course* in teaching order, without their texts; one query."""
    return list(LessonPage.objects.child_of(course).live().defer("body").order_by("path"))


def progress_of(person_id: int, course_id: int) -> dict[int, LessonProgress]:
    """Return a person's progress in a course by lesson id, without its evidence; one query."""
    return {row.lesson_id: row for row in _PROGRESS.all(person=person_id, course=course_id)}


def course_facts(
    person_id: int, course: CoursePage, *, course_url: str = "", lessons: Sequence[LessonPage] | None = None
) -> CourseFacts:
    """Return what is known of a person in *course*; two queries, one less with *lessons* that were read before, none of progress
    for a visitor (0). *course_url* is put before the lessons' own addresses."""
    progress = progress_of(person_id, course.pk) if person_id else {}
    return facts_from(lessons_of(course) if lessons is None else lessons, progress, course_url=course_url)


def facts_from(lessons: Sequence[LessonPage], progress: dict[int, LessonProgress], *, course_url: str = "") -> CourseFacts:
    """Return the facts of lessons and progress that were read before; no query."""
    return CourseFacts(lessons=tuple(_lesson_facts(lessons, progress, course_url)))


def _lesson_facts(lessons: Sequence[LessonPage], progress: dict[int, LessonProgress], course_url: str) -> Iterable[LessonFacts]:
    for number, lesson in enumerate(lessons, start=1):
        row = progress.get(lesson.pk)
        yield LessonFacts(
            lesson_id=lesson.pk,
            number=number,
            title=lesson.title,
            url=f"{course_url}{lesson.slug}/",
            is_required=lesson.is_required,
            total=lesson_seconds(lesson),
            seconds=row.seconds if row else 0,
            watched=tuple(row.watched) if row else (),
            is_opened=row is not None,
            is_completed=bool(row and row.completed_at),
            completion_note=_note(row) if row else "",
        )


def lesson_seconds(lesson: LessonPage) -> int:
    """Return the length of a lesson's video in whole seconds, 0 for a text lesson."""
    return max(1, lesson.duration_ms // 1000) if lesson.duration_ms else 0


def _note(row: LessonProgress) -> str:
    return f"{CompletedBy(row.completed_by).label}：{row.completion_note}" if row.completion_note else ""
