"""Courses with their standing and next step, for lists: a constant number of queries for all together."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.authoring.selectors import lesson_sketches
from courses.authoring.sketches import CourseSketch, LessonSketch, sketch_course
from courses.authoring.standing import CourseFacts, Standing, standing_of
from courses.catalogue.models import CoursePage
from courses.review.models import CourseSubmission
from courses.review.readiness import ChecklistItem, check_version, media_facts, missing, standard_in_force
from courses.review.selectors import latest_by_course


@dataclass(frozen=True)
class CourseRow:
    """One course as a teacher sees it in a list. ``gaps`` are the labels of what the checklist still misses."""

    course: CoursePage
    title: str
    standing: Standing
    submission: CourseSubmission | None
    checklist: list[ChecklistItem]
    lessons: list[LessonSketch]
    draft: CourseSketch

    @property
    def gaps(self) -> list[ChecklistItem]:
        """Return the items of the checklist that are not met."""
        return missing(self.checklist)


def rows_of(courses: Sequence[CoursePage]) -> list[CourseRow]:
    """Return a row for each course, in the same order; *courses* come with their ``latest_revision``."""
    drafts = {course.pk: sketch_course(course.latest_revision.content) for course in courses}
    found = lesson_sketches(pk for draft in drafts.values() for pk in draft.outline)
    media, standard = media_facts(found.values()), standard_in_force()
    submissions = latest_by_course(list(drafts))
    rows = []
    for course in courses:
        draft = drafts[course.pk]
        lessons = [found[pk] for pk in draft.outline if pk in found]
        rows.append(
            CourseRow(
                course=course,
                title=draft.title,
                standing=standing_of(_facts(course, lessons, submissions.get(course.pk))),
                submission=submissions.get(course.pk),
                checklist=check_version(draft, lessons, standard=standard, media=media),
                lessons=lessons,
                draft=draft,
            )
        )
    return rows


def _facts(course: CoursePage, lessons: Sequence[LessonSketch], latest: CourseSubmission | None) -> CourseFacts:
    return CourseFacts(
        live=course.live,
        ever_live=course.first_published_at is not None,
        has_changes=course.latest_revision_id != course.live_revision_id or any(lesson.changed for lesson in lessons),
        latest=latest.state if latest else "",
    )
