"""How courses are found, with their lessons, what is said in their videos and the pages of their hand-outs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left, Length
from django.db.models.lookups import In

from accounts.api import Person
from courses.catalogue.models import CatalogueIndexPage, CoursePage, LessonHandout, LessonPage
from courses.catalogue.pieces import cut_pieces
from courses.catalogue.selectors import open_courses
from courses.enums import Level, ServiceKind
from media_pipeline.api import CaptionState, caption_state, handout_pages, transcripts
from search.api import SearchDocument, register_documents, register_facet_words

COURSE, LESSON, TRANSCRIPT, PAGE = "course", "lesson", "transcript", "page"
COURSE_PATH = Left("path", Length("path") - LessonPage.steplen)
"""The path of the course that a lesson stands under."""
TEACHERS = "teachers__teacher_profile"
HOUR_STEPS = ("6", "20", "99")
"""Lengths to filter by, each up to and with so many hours; the last has no end."""


def findable_lessons() -> QuerySet[LessonPage]:
    """Return the lessons that everybody may find: live ones of findable courses."""
    return LessonPage.objects.live().public().filter(In(COURSE_PATH, open_courses().values("path")))


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
    start = _catalogue_address()
    return [_describe_lesson(lesson, course, start) for lesson, course in _findable_pairs(ids)]


def load_transcripts(ids: list[int]) -> Iterator[SearchDocument]:
    """Describe what is said in the videos of the lessons *ids*, piece by piece: approved words only."""
    pairs = _findable_pairs(ids)
    spoken = transcripts([lesson.asset_id for lesson, _ in pairs if lesson.asset_id])
    start = _catalogue_address()
    for lesson, course in pairs:
        for part, piece in enumerate(cut_pieces(spoken.get(lesson.asset_id or 0, []))):
            extra = {"starts": piece.starts}
            yield _describe_below(TRANSCRIPT, lesson, course, start, part=part, title="", body=piece.text, extra=extra)


def load_pages(ids: list[int]) -> Iterator[SearchDocument]:
    """Describe the hand-outs of the lessons *ids*, page by page."""
    pairs = _findable_pairs(ids)
    handouts = LessonHandout.objects.filter(lesson__in=[lesson.pk for lesson, _ in pairs]).order_by("sort_order", "pk")
    by_lesson: dict[int, list[LessonHandout]] = {}
    for handout in handouts:
        by_lesson.setdefault(handout.lesson_id, []).append(handout)
    texts = handout_pages([handout.stored_file_id for handout in handouts])
    start = _catalogue_address()
    for lesson, course in pairs:
        pages = [(handout, *page) for handout in by_lesson.get(lesson.pk, []) for page in texts.get(handout.stored_file_id, [])]
        for part, (handout, number, text) in enumerate(pages):
            extra = {"page": number, "file": handout.stored_file_id}
            yield _describe_below(PAGE, lesson, course, start, part=part, title=handout.title, body=text, extra=extra)


def spoken_lessons() -> list[int]:
    """Return the findable lessons whose video has approved words."""
    assets = dict(findable_lessons().exclude(asset=None).values_list("pk", "asset_id"))
    states = caption_state(list(set(assets.values())))
    return [pk for pk, asset_id in assets.items() if states.get(asset_id) == CaptionState.APPROVED]


def lessons_with_pages() -> list[int]:
    """Return the findable lessons that have a hand-out with text."""
    handouts = LessonHandout.objects.filter(lesson__in=findable_lessons()).values_list("lesson_id", "stored_file_id")
    texts = handout_pages([stored_file_id for _, stored_file_id in handouts])
    return sorted({lesson_id for lesson_id, stored_file_id in handouts if stored_file_id in texts})


def lessons_below(course_ids: list[int]) -> Mapping[str, Iterable[int]]:
    """Return the lessons of these courses: their documents name the course."""
    courses = list(CoursePage.objects.filter(pk__in=course_ids).only("path"))
    return {LESSON: _below(LessonPage.objects.all(), courses).values_list("pk", flat=True)}


def _findable_pairs(ids: list[int]) -> list[tuple[LessonPage, CoursePage]]:
    """Return those of the lessons *ids* that may be found now, each with its course."""
    lessons = {lesson: lesson.path[: -LessonPage.steplen] for lesson in LessonPage.objects.live().public().filter(pk__in=ids)}
    courses = {course.path: course for course in _described().filter(path__in=set(lessons.values()))}
    pairs = ((lesson, courses.get(path)) for lesson, path in lessons.items())
    return [(lesson, course) for lesson, course in pairs if course is not None]


def _described() -> QuerySet[CoursePage]:
    active = Count("enrolments", filter=Q(enrolments__withdrawn_at=None))
    return open_courses().select_related("organisation", "subject").prefetch_related(TEACHERS).annotate(learners=active)


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


def _describe_below(
    kind: str, lesson: LessonPage, course: CoursePage, start: str, *, part: int, title: str, body: str, extra: dict[str, Any]
) -> SearchDocument:
    return SearchDocument(
        kind=kind,
        pk=lesson.pk,
        part=part,
        parent=(LESSON, lesson.pk),
        title=title,
        tags=[lesson.title, course.title, *_tags(course)],
        body=body,
        url=f"{start}{course.slug}/{lesson.slug}/",
        facets=_facets(course),
        boost_learners=course.learners,
        published_at=lesson.first_published_at,
        extra=extra,
    )


def _name_of(teacher: Person) -> str:
    """Return the name that the public knows a teacher by."""
    profile = getattr(teacher, "teacher_profile", None)
    return profile.display_name if profile else teacher.full_name


def _tags(course: CoursePage) -> list[str]:
    teachers = [_name_of(teacher) for teacher in course.teachers.all()]
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


register_documents(COURSE, load=load_courses, all_ids=lambda: open_courses().values_list("pk", flat=True), dependents=lessons_below)
register_documents(
    LESSON,
    load=load_lessons,
    all_ids=lambda: findable_lessons().values_list("pk", flat=True),
    dependents=lambda ids: {TRANSCRIPT: ids, PAGE: ids},
)
register_documents(TRANSCRIPT, load=load_transcripts, all_ids=spoken_lessons)
register_documents(PAGE, load=load_pages, all_ids=lessons_with_pages)
register_facet_words("level", {str(level.label): level.value for level in Level})
