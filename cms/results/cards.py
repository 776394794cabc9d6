"""Cards of results, read anew from the database with the state of publication: what was taken off never shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.api import Person
from cms.results.plain_cards import PlainCard, plain_cards
from courses.api import CoursePage, LessonHandout, LessonPage, ServiceKind, reader_address
from search.api import Hit, Moment

SHOWN = (
    *("title", "path", "service_kinds", "level", "hours", "mode", "content_type"),
    *("organisation__name", "organisation__short_name"),
    *("cover__file", "cover__width", "cover__height"),  # Django reads the measures of a picture with its file
    *("cover__focal_point_x", "cover__focal_point_y", "cover__focal_point_width", "cover__focal_point_height"),
)
"""What a card shows of a course; reading every column costs more than the query itself."""

BELOW_LESSONS = {"lesson", "page"}
"""Kinds whose object is a lesson."""


@dataclass(frozen=True)
class KindMark:
    """A kind of service as its coloured mark shows it."""

    key: str
    mark: str
    label: str


@dataclass(frozen=True)
class Card:
    """One result that belongs to a course. ``course`` is the course itself, or the one that the lesson belongs to.

    ``moments`` are the places of the lesson's video in which it is said; ``page`` is the page of a hand-out, 0 for others.
    """

    kind: str
    url: str
    title: SafeString
    note: SafeString
    course: CoursePage
    marks: list[KindMark]
    by: str
    lesson: LessonPage | None = None
    moments: tuple[Moment, ...] = ()
    page: int = 0


def cards_of(hits: Sequence[Hit]) -> list[Card | PlainCard]:
    """Return the cards of *hits* in their order, without those that may no longer be seen. Constant number of queries."""
    handouts = _handouts(hits)
    lessons = _lessons([hit.pk for hit in hits if hit.kind in BELOW_LESSONS])
    courses = _courses([hit.pk for hit in hits if hit.kind == "course"], {_course_path(lesson) for lesson in lessons.values()})
    by_pk = {course.pk: course for course in courses}
    by_path = {course.path: course for course in courses}
    plain = plain_cards(hits)
    cards: list[Card | PlainCard] = []
    for hit in hits:
        if (hit.kind, hit.pk) in plain:
            cards.append(plain[hit.kind, hit.pk])
            continue
        lesson = lessons.get(hit.pk) if hit.kind in BELOW_LESSONS else None
        if hit.kind == "page" and (hit.pk, hit.extra.get("file")) not in handouts:
            continue
        course = by_pk.get(hit.pk) if hit.kind == "course" else by_path.get(_course_path(lesson)) if lesson else None
        if course is not None:
            cards.append(_card(hit, course, lesson))
    return cards


def _card(hit: Hit, course: CoursePage, lesson: LessonPage | None) -> Card:
    marks, page = kind_marks(course.service_kinds), int(hit.extra.get("page", 0))
    url = reader_address(hit.url, int(hit.extra["file"]), page) if page else f"{hit.url}#files" if hit.kind == "page" else hit.url
    return Card(hit.kind, url, hit.title_html, hit.snippet_html, course, marks, _by(course), lesson, hit.moments, page)


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


def _handouts(hits: Sequence[Hit]) -> set[tuple[int, int]]:
    """Return which of the hand-outs found still belong to their lesson, as lesson and file."""
    files = {hit.extra.get("file") for hit in hits if hit.kind == "page"}
    if not files:
        return set()
    return set(LessonHandout.objects.filter(stored_file__in=files).values_list("lesson_id", "stored_file_id"))


def _course_path(lesson: LessonPage) -> str:
    return lesson.path[: -LessonPage.steplen]
