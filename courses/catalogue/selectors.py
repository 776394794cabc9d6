"""Reading the published catalogue. Nothing here shows a draft."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from courses.catalogue.models import CoursePage, CourseTeacher, LessonPage
from courses.enums import ServiceKind
from organisations.api import Organisation


@dataclass(frozen=True)
class KindCount:
    """How many published courses serve one kind."""

    kind: ServiceKind
    count: int


def published_courses() -> QuerySet[CoursePage]:
    """Return the courses that everybody may see, with what a card shows of them."""
    return CoursePage.objects.filter(live=True).select_related("organisation", "subject", "cover")


def kind_counts() -> list[KindCount]:
    """Return all ten service kinds with the number of published courses; a course counts in each of its kinds. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, count(*) FROM courses_coursepage c JOIN wagtailcore_page p ON p.id = c.page_ptr_id,"
            " unnest(c.service_kinds) AS kind WHERE p.live GROUP BY kind"
        )
        counts = dict(cursor.fetchall())
    return [KindCount(kind, counts.get(kind.value, 0)) for kind in ServiceKind]


def newest_courses(limit: int) -> QuerySet[CoursePage]:
    """Return the courses published last, newest first."""
    return published_courses().order_by("-first_published_at", "-pk")[:limit]


def courses_of_teacher(person_id: int) -> QuerySet[CoursePage]:
    """Return the published courses that a person teaches, newest first."""
    taught = CourseTeacher.objects.filter(person_id=person_id).values("course_id")
    return published_courses().filter(pk__in=taught).order_by("-first_published_at", "-pk")


def courses_of_organisation(organisation: Organisation) -> QuerySet[CoursePage]:
    """Return the published courses that an organisation provides, newest first."""
    return published_courses().filter(organisation=organisation).order_by("-first_published_at", "-pk")


def published_course(slug: str) -> CoursePage | None:
    """Return the published course at an address; one query, with what its page shows."""
    return published_courses().filter(slug=slug).first()


def lessons_to_list(course: CoursePage) -> QuerySet[LessonPage]:
    """Return the published lessons of *course* in teaching order, without their texts; one query."""
    lessons = LessonPage.objects.child_of(course).filter(live=True).order_by("path")
    return lessons.only("pk", "title", "slug", "path", "depth", "duration_ms", "is_required", "asset_id")


def teachers_of(course: CoursePage) -> list[CourseTeacher]:
    """Return who teaches *course*, in order, with their public profiles; one query."""
    return list(course.course_teachers.select_related("person", "person__teacher_profile"))


def kinds_of(course: CoursePage) -> Iterable[ServiceKind]:
    """Return the service kinds of *course*, in the order of the ten."""
    chosen = set(course.service_kinds)
    return [kind for kind in ServiceKind if kind in chosen]
