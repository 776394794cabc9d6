"""What a person is learning and what comes next; a constant number of queries however much it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.api import Person
from courses.catalogue.models import CoursePage, LessonPage
from courses.completion.rules import CourseFacts, LessonFacts, locks
from courses.completion.selectors import facts_from, progress_of, rule_of
from courses.completion.wording import clock
from courses.enrolment.models import Enrolment
from courses.progress.models import LessonProgress
from foundation.api import Argument, Prepared, remember

_LAST: Prepared[Enrolment] = Prepared(
    lambda: (
        Enrolment.objects.filter(person_id=Argument("person"), withdrawn_at__isnull=True, completed_at__isnull=True)
        .filter(course__live=True)
        .order_by(F("last_active_at").desc(nulls_last=True), "-enrolled_at", "-pk")[:1]
    )
)
LISTED = ("title", "slug", "path", "depth", "duration_ms", "is_required")
"""What a card needs of a lesson; reading every column costs more than the query itself."""


@dataclass(frozen=True)
class NextStep:
    """The lesson to go on with; ``clock`` is where in its video, empty at the beginning."""

    number: int
    title: str
    url: str
    clock: str


@dataclass(frozen=True)
class LearningCard:
    """One course that a person learns: how far, and what comes next (``None`` when nothing does)."""

    enrolment: Enrolment
    course: CoursePage
    url: str
    done: int
    total: int
    next_step: NextStep | None

    @property
    def kind(self) -> str:
        """Return the first service kind, which colours the cover."""
        return self.course.service_kinds[0] if self.course.service_kinds else ""


def enrolments_going(person: Person) -> QuerySet[Enrolment]:
    """Return the courses that *person* is learning now, the latest first."""
    return _mine(person).filter(withdrawn_at__isnull=True, completed_at__isnull=True)


def enrolments_done(person: Person) -> QuerySet[Enrolment]:
    """Return the courses that *person* has completed, the latest first."""
    return _mine(person).filter(completed_at__isnull=False).order_by("-completed_at", "-pk")


def enrolments_left(person: Person) -> QuerySet[Enrolment]:
    """Return the courses that *person* left before completing them."""
    return _mine(person).filter(withdrawn_at__isnull=False, completed_at__isnull=True).order_by("-withdrawn_at", "-pk")


def _mine(person: Person) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(person=person).select_related("course", "course__organisation", "course__cover")
    return rows.order_by(F("last_active_at").desc(nulls_last=True), "-enrolled_at", "-pk")


def learning_cards(enrolments: Iterable[Enrolment]) -> list[LearningCard]:
    """Return a card for each of one person's *enrolments*: two queries for all of them."""
    rows = list(enrolments)
    if not rows:
        return []
    courses = [row.course for row in rows]
    lessons, progress = _lessons_by_course(courses), _progress_by_course(rows[0].person_id, courses)
    return [_card(row, lessons[row.course.path], progress[row.course_id]) for row in rows]


def continue_learning(person: Person, request: HttpRequest) -> LearningCard | None:
    """Return the course that *person* was last in and has not completed, for the home page; ``None`` when there is none.

    Two queries; what is public of the course is remembered for all its learners.
    """
    enrolment = _LAST.first(person=person.pk)
    if enrolment is None:
        return None
    key = ("course to go on with", enrolment.course_id)
    enrolment.course, lessons = remember(request, key, lambda: _course_and_lessons(enrolment.course_id))
    return _card(enrolment, lessons, progress_of(person.pk, enrolment.course_id))


def _course_and_lessons(course_id: int) -> tuple[CoursePage, list[LessonPage]]:
    course = CoursePage.objects.select_related("cover").get(pk=course_id)
    return course, _lessons_by_course([course])[course.path]


def _card(enrolment: Enrolment, lessons: Sequence[LessonPage], progress: dict[int, LessonProgress]) -> LearningCard:
    url = reverse("courses:course", args=[enrolment.course.slug])
    facts = facts_from(lessons, progress, course_url=url)
    counted = facts.counted
    return LearningCard(
        enrolment=enrolment,
        course=enrolment.course,
        url=url,
        done=sum(lesson.is_completed for lesson in counted),
        total=len(counted),
        next_step=_next_step(enrolment.course, facts, progress) if enrolment.course.live else None,
    )


def _next_step(course: CoursePage, facts: CourseFacts, progress: dict[int, LessonProgress]) -> NextStep | None:
    """Return the open lesson that was last worked on, else the first one that is missing and not locked."""
    closed = locks(rule_of(course), facts)
    missing = [lesson for lesson in facts.counted if not lesson.is_completed and lesson.lesson_id not in closed]
    if not missing:
        return None
    begun = [lesson for lesson in missing if lesson.lesson_id in progress]
    chosen = max(begun, key=lambda lesson: progress[lesson.lesson_id].active_at, default=missing[0])
    return _step(chosen, progress.get(chosen.lesson_id))


def _step(lesson: LessonFacts, row: LessonProgress | None) -> NextStep:
    place = row.position_ms // 1000 if row and lesson.total else 0
    return NextStep(lesson.number, lesson.title, lesson.url, clock(place) if place else "")


def _lessons_by_course(courses: Sequence[CoursePage]) -> dict[str, list[LessonPage]]:
    """Return the published lessons by their course's path, in teaching order; one query."""
    below = Q(pk__in=[])
    for course in courses:
        below |= Q(path__startswith=course.path, depth=course.depth + 1)
    found: dict[str, list[LessonPage]] = defaultdict(list)
    for lesson in LessonPage.objects.filter(below).live().only(*LISTED).order_by("path"):
        found[lesson.path[: -lesson.steplen]].append(lesson)
    return found


def _progress_by_course(person_id: int, courses: Sequence[CoursePage]) -> dict[int, dict[int, LessonProgress]]:
    """Return a person's progress by course and lesson; one query."""
    found: dict[int, dict[int, LessonProgress]] = defaultdict(dict)
    rows = LessonProgress.objects.filter(person_id=person_id, course__in=courses)
    for row in rows.defer("completion_evidence", "head"):
        found[row.course_id][row.lesson_id] = row
    return found
