"""Reading drafts for the teaching pages, in a constant number of queries."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from courses.authoring.models import LessonUpload
from courses.authoring.sketches import CourseSketch, LessonSketch, sketch_course, sketch_lesson
from courses.catalogue.models import CoursePage, LessonPage
from organisations.api import Organisation, Role, organisations_where

AUTHOR_ROLES = (Role.TEACHER, Role.ORGANISATION_MANAGER)


def course_sketch(course: CoursePage) -> CourseSketch:
    """Return the latest draft of *course*; no query when its ``latest_revision`` is loaded."""
    return sketch_course(course.latest_revision.content)


def lesson_sketches(lesson_ids: Iterable[int]) -> dict[int, LessonSketch]:
    """Return the latest drafts of lessons by id; one query."""
    lessons = LessonPage.objects.filter(pk__in=list(lesson_ids)).select_related("latest_revision").defer("body")
    return {lesson.pk: _sketch(lesson) for lesson in lessons}


def outline_of(course: CoursePage) -> list[LessonSketch]:
    """Return the lessons of the latest draft in teaching order."""
    order = course_sketch(course).outline
    found = lesson_sketches(order)
    return [found[pk] for pk in order if pk in found]


def removed_lessons(course: CoursePage) -> list[LessonSketch]:
    """Return the lessons that were taken out of the draft's outline and can be put back."""
    lessons = LessonPage.objects.child_of(course).exclude(pk__in=course_sketch(course).outline)
    return [_sketch(lesson) for lesson in lessons.select_related("latest_revision").defer("body").order_by("pk")]


def courses_to_write(person: Any) -> QuerySet[CoursePage]:
    """Return the courses that *person* owns or teaches, last changed first."""
    mine = CoursePage.objects.filter(Q(owner_id=person.pk) | Q(course_teachers__person_id=person.pk))
    return _for_lists(CoursePage.objects.filter(pk__in=mine.values("pk")))


def courses_to_manage(person: Any) -> QuerySet[CoursePage]:
    """Return the courses of the organisations that *person* manages, last changed first."""
    return _for_lists(CoursePage.objects.filter(organisation__in=organisations_where(person, Role.ORGANISATION_MANAGER)))


def organisations_to_write_for(person: Any) -> QuerySet[Organisation]:
    """Return the organisations in which *person* may start a course."""
    return organisations_where(person, *AUTHOR_ROLES).filter(is_active=True)


def uploads_of(person: Any, limit: int = 50) -> list[LessonUpload]:
    """Return the files that *person* is uploading or uploaded lately and did not take off the list, newest first."""
    rows = LessonUpload.objects.filter(person_id=person.pk, dismissed_at__isnull=True)
    return list(rows.select_related("lesson").defer("lesson__body").order_by("-created_at")[:limit])


def _for_lists(courses: QuerySet[CoursePage]) -> QuerySet[CoursePage]:
    return courses.select_related("latest_revision", "organisation").order_by("-latest_revision_created_at", "-pk")


def _sketch(lesson: LessonPage) -> LessonSketch:
    changed = lesson.latest_revision_id != lesson.live_revision_id
    return sketch_lesson(lesson.latest_revision.content, live=lesson.live, changed=changed)
