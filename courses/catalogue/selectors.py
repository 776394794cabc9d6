"""Reading the published catalogue. Nothing here shows a draft."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import PageViewRestriction

from courses.catalogue.models import CoursePage, CourseTeacher, LessonPage
from courses.enrolment.models import Enrolment
from courses.enums import ServiceKind
from organisations.api import Organisation


@dataclass(frozen=True)
class KindCount:
    """How many published courses serve one kind."""

    kind: ServiceKind
    count: int


class Unnest(Func):
    """One row for each entry of an array."""

    function = "unnest"
    set_returning = True
    output_field = CharField()


def open_courses() -> QuerySet[CoursePage]:
    """Return the courses that everybody may see and find: live, and no page above them is restricted.

    The one rule for lists, search, counts, the course's own page and enrolling. Wagtail's own ``public()`` says the same
    with a query more.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.alias(inner=path).filter(inner__startswith=F("page__path"))
    return CoursePage.objects.filter(~Exists(restrictions), live=True)


def published_courses() -> QuerySet[CoursePage]:
    """Return the courses that everybody may see, with what a card shows of them."""
    return open_courses().select_related("organisation", "subject", "cover")


def kind_counts() -> list[KindCount]:
    """Return all ten service kinds with the number of published courses; a course counts in each of its kinds. One query."""
    rows = open_courses().annotate(kind=Unnest("service_kinds")).values("kind").annotate(count=Count("pk")).order_by()
    counts = dict(rows.values_list("kind", "count"))
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
    """Return the published course at an address; one query, with what its page shows and ``learners``, how many learn it."""
    learners = Enrolment.objects.filter(course=OuterRef("pk"), withdrawn_at__isnull=True).order_by().values("course")
    count = Coalesce(Subquery(learners.annotate(n=Count("pk")).values("n")), 0)
    return published_courses().filter(slug=slug).annotate(learners=count).first()


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
