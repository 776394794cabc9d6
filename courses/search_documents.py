"""How courses and lessons are found: what of them is searched, and what they can be filtered by."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left, Length
from django.db.models.lookups import In

from courses.catalogue.models import CatalogueIndexPage, CoursePage, LessonPage
from courses.enums import Level, ServiceKind
from search.api import SearchDocument, register_documents, register_facet_words

COURSE, LESSON = "course", "lesson"
COURSE_PATH = Left("path", Length("path") - LessonPage.steplen)
"""The path of the course that a lesson stands under."""
HOUR_STEPS = ("6", "20", "99")
"""Lengths to filter by, each up to and with so many hours; the last has no end."""


def findable_courses() -> QuerySet[CoursePage]:
    """Return the courses that everybody may find: live and without restrictions of view."""
    return CoursePage.objects.live().public()


def findable_lessons() -> QuerySet[LessonPage]:
    """Return the lessons that everybody may find: live ones of findable courses."""
    return LessonPage.objects.live().public().filter(In(COURSE_PATH, findable_courses().values("path")))


def load_courses(ids: list[int]) -> Iterable[SearchDocument]:
    """Describe those of the courses *ids* that may be found now."""
    courses = list(_described().filter(pk__in=ids))
    titles: dict[str, list[str]] = {}
    for path, title in _below(LessonPage.objects.live(), courses).order_by("path").values_list("path", "title"):
        titles.setdefault(path[: -LessonPage.steplen], []).append(title)
    start = _catalogue_address()
    return [_describe_course(course, titles.get(course.path, []), start) for course in courses]


def load_lessons(ids: list[int]) -> Iterable[SearchDocument]:
    """Describe those of the lessons *ids* that may be found now."""
    lessons = {lesson: lesson.path[: -LessonPage.steplen] for lesson in LessonPage.objects.live().public().filter(pk__in=ids)}
    courses = {course.path: course for course in _described().filter(path__in=set(lessons.values()))}
    start = _catalogue_address()
    pairs = ((lesson, courses.get(path)) for lesson, path in lessons.items())
    return [_describe_lesson(lesson, course, start) for lesson, course in pairs if course is not None]


def lessons_below(course_ids: list[int]) -> Mapping[str, Iterable[int]]:
    """Return the lessons of these courses: their documents name the course."""
    courses = list(CoursePage.objects.filter(pk__in=course_ids).only("path"))
    return {LESSON: _below(LessonPage.objects.all(), courses).values_list("pk", flat=True)}


def _described() -> QuerySet[CoursePage]:
    active = Count("enrolments", filter=Q(enrolments__withdrawn_at=None))
    return findable_courses().select_related("organisation", "subject").prefetch_related("teachers").annotate(learners=active)


def _below(lessons: QuerySet[LessonPage], courses: Sequence[CoursePage]) -> QuerySet[LessonPage]:
    """Return those of *lessons* that lie below *courses*; the range lets the database use the index on paths."""
    paths = sorted(course.path for course in courses)
    if not paths:
        return lessons.none()
    return lessons.filter(In(COURSE_PATH, paths), path__gte=paths[0], path__lt=paths[-1] + "~")


def _catalogue_address() -> str:
    """Return the address that all courses begin with: they stand directly below the one catalogue page."""
    catalogue = CatalogueIndexPage.objects.first()
    return (catalogue.get_url() if catalogue else None) or "/"


def _describe_course(course: CoursePage, lesson_titles: list[str], start: str) -> SearchDocument:
    return SearchDocument(
        kind=COURSE,
        pk=course.pk,
        title=course.title,
        tags=_tags(course),
        body="\n".join([course.summary, *course.outcomes, *lesson_titles]),
        url=f"{start}{course.slug}/",
        facets=_facets(course),
        boost_learners=course.learners,
        published_at=course.first_published_at,
    )


def _describe_lesson(lesson: LessonPage, course: CoursePage, start: str) -> SearchDocument:
    return SearchDocument(
        kind=LESSON,
        pk=lesson.pk,
        parent=(COURSE, course.pk),
        title=lesson.title,
        tags=[course.title, *_tags(course)],
        body="\n".join(lesson.body.stream_block.get_searchable_content(lesson.body)),
        url=f"{start}{course.slug}/{lesson.slug}/",
        facets=_facets(course),
        boost_learners=course.learners,
        published_at=lesson.first_published_at,
    )


def _tags(course: CoursePage) -> list[str]:
    teachers = [teacher.full_name for teacher in course.teachers.all()]
    kinds = [str(ServiceKind(kind).label) for kind in course.service_kinds]
    subject = [course.subject.name] if course.subject else []
    return [*teachers, course.organisation.name, *subject, *kinds]


def _facets(course: CoursePage) -> dict[str, list[str]]:
    return {
        "service_kind": list(course.service_kinds),
        "subject": [course.subject.slug] if course.subject else [],
        "level": [course.level],
        "provider": [course.organisation.slug],
        "mode": [course.mode],
        "hours": [next((step for step in HOUR_STEPS if course.hours <= int(step)), HOUR_STEPS[-1])],
    }


register_documents(
    COURSE, load=load_courses, all_ids=lambda: findable_courses().values_list("pk", flat=True), dependents=lessons_below
)
register_documents(LESSON, load=load_lessons, all_ids=lambda: findable_lessons().values_list("pk", flat=True))
register_facet_words("level", {str(level.label): level.value for level in Level})
