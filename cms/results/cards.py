"""Cards of results, read anew from the database with the state of publication: what was taken off never shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.api import CoursePage, LessonPage, ServiceKind
from search.api import Hit

SHOWN = (
    *("title", "path", "service_kinds", "level", "hours", "mode", "content_type"),
    *("organisation__name", "organisation__short_name"),
    *("cover__file", "cover__width", "cover__height"),  # Django reads the measures of a picture with its file
    *("cover__focal_point_x", "cover__focal_point_y", "cover__focal_point_width", "cover__focal_point_height"),
)
"""What a card shows of a course; reading every column costs more than the query itself."""


@dataclass(frozen=True)
class KindMark:
    """A kind of service as its coloured mark shows it."""

    key: str
    mark: str
    label: str


@dataclass(frozen=True)
class Card:
    """One result on the page. ``course`` is the course itself, or the one that the lesson belongs to."""

    kind: str
    url: str
    title: SafeString
    note: SafeString
    course: CoursePage
    marks: list[KindMark]
    by: str
    lesson: LessonPage | None = None


def cards_of(hits: Sequence[Hit]) -> list[Card]:
    """Return the cards of *hits* in their order, without those that may no longer be seen. Constant number of queries."""
    lessons = _lessons([hit.pk for hit in hits if hit.kind == "lesson"])
    courses = _courses([hit.pk for hit in hits if hit.kind == "course"], {_course_path(lesson) for lesson in lessons.values()})
    by_pk = {course.pk: course for course in courses}
    by_path = {course.path: course for course in courses}
    cards: list[Card] = []
    for hit in hits:
        lesson = lessons.get(hit.pk) if hit.kind == "lesson" else None
        course = by_pk.get(hit.pk) if hit.kind == "course" else by_path.get(_course_path(lesson)) if lesson else None
        if course is not None:
            cards.append(_card(hit, course, lesson))
    return cards


def _card(hit: Hit, course: CoursePage, lesson: LessonPage | None) -> Card:
    return Card(hit.kind, hit.url, hit.title_html, hit.snippet_html, course, kind_marks(course.service_kinds), _by(course), lesson)


def kind_marks(keys: Iterable[str]) -> list[KindMark]:
    """Return the marks of service kinds, leaving out keys that no longer exist."""
    kinds = [ServiceKind(key) for key in keys if key in ServiceKind.values]
    return [KindMark(kind.value, kind.mark, str(kind.label)) for kind in kinds]


def _by(course: CoursePage) -> str:
    """Return who offers the course: the provider, and its first teacher."""
    names = [course.organisation.short_name or course.organisation.name]
    names += [teacher.full_name for teacher in list(course.teachers.all())[:1] if teacher.full_name]
    return _("，").join(names)


def _courses(ids: list[int], paths: set[str]) -> list[CoursePage]:
    wanted = CoursePage.objects.live().public().filter(Q(pk__in=ids) | Q(path__in=paths))
    active = Count("enrolments", filter=Q(enrolments__withdrawn_at=None))
    teachers = Prefetch("teachers", Person.objects.only("full_name"))
    rows = wanted.select_related("organisation", "cover").only(*SHOWN).prefetch_related(teachers).annotate(learners=active)
    return list(rows.order_by())


def _lessons(ids: list[int]) -> dict[int, LessonPage]:
    if not ids:
        return {}
    return LessonPage.objects.live().public().in_bulk(ids)


def _course_path(lesson: LessonPage) -> str:
    return lesson.path[: -LessonPage.steplen]
