"""The public page of a course. What everybody sees is the same for all; the panel beside it is the reader's own."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.catalogue.models import CoursePage, LessonPage
from courses.catalogue.selectors import kinds_of, lessons_to_list, published_course, teachers_of
from courses.completion.rules import CompletionRule, CourseFacts, locks
from courses.completion.selectors import facts_from, progress_of
from courses.completion.sentences import LessonShape, describe_rule
from courses.enrolment.policies import Access, AccessAs, course_access
from foundation.api import NotFound, address_of_book, describe_course, remember, same_for_visitors
from organisations.api import TeacherProfile


@dataclass(frozen=True)
class OutlineRow:
    """One lesson in the outline. ``state`` is ``done``, ``now``, ``open`` or ``locked``; ``why`` says more about it."""

    number: int
    lesson: LessonPage
    url: str
    state: str
    why: str = ""


@dataclass(frozen=True)
class TeacherLine:
    """A teacher as the public sees one; ``profile`` is ``None`` for those who have not written theirs."""

    public_name: str
    profile: TeacherProfile | None


@dataclass(frozen=True)
class NextStep:
    """The one main button: a link, or with ``posts`` a form."""

    label: str
    url: str
    posts: bool = False


@same_for_visitors
def course_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a published course."""
    course, lessons = remember(request, ("course page", slug), lambda: _what_is_published(slug))
    access = course_access(request.user, course)
    return render(request, "courses/course.html", course_context(course, lessons, request, access))


def _what_is_published(slug: str) -> tuple[CoursePage, list[LessonPage]]:
    """Return a course and its lessons as everybody sees them; nobody changes these objects."""
    course = published_course(slug)
    if course is None:
        raise NotFound(_("没有这门课，或者它已经下架。可以到课程目录里再找找。"))
    return course, list(lessons_to_list(course))


def course_context(course: CoursePage, lessons: list[LessonPage], request: HttpRequest, access: Access) -> dict[str, Any]:
    """Return what the page shows of *course* with *lessons* to a reader with *access*."""
    address = reverse("courses:course", args=[course.slug])
    teachers = cache(lambda: teacher_lines(course))
    kinds = list(kinds_of(course))
    main, _colon, sub = course.title.replace(":", "：").partition("：")
    url = settings.BASE_URL + address
    picture = settings.BASE_URL + address_of_book(course.title, kinds[0].value if kinds else "", seed=course.pk, image=course.cover)
    facts = _facts_of(request, course, lessons, access, address)
    return {
        "page": course,
        "address": address,
        "kinds": kinds,
        "teachers": teachers,
        "is_own": facts is not None or access.role == AccessAs.PREVIEW,
        "outline": outline_rows(course, lessons, facts, address, is_learner=access.role == AccessAs.LEARNER),
        "total_ms": sum(lesson.duration_ms for lesson in lessons),
        "video_count": sum(1 for lesson in lessons if lesson.duration_ms),
        "rule": rule_of_page(course, lessons),
        "learners": getattr(course, "learners", 0),
        "access": access,
        "done": sum(1 for lesson in facts.lessons if lesson.is_completed) if facts else 0,
        "next_step": _next_step(request, course, access, facts, address),
        "name": {"main": main.strip(), "sub": sub.strip()},
        "facts": lambda: describe(course, teachers(), url, picture),
        "share_image": picture,
        "share_url": url,
    }


def outline_rows(
    course: CoursePage, lessons: list[LessonPage], facts: CourseFacts | None, address: str, *, is_learner: bool
) -> list[OutlineRow]:
    """Return the outline as the reader sees it: with progress and locks for learners, plain for everybody else."""
    if facts is None:
        return [OutlineRow(n, lesson, f"{address}{lesson.slug}/", "open") for n, lesson in enumerate(lessons, start=1)]
    held = locks(CompletionRule.from_data(course.completion_rule), facts) if is_learner else {}
    coming = next_lesson_id(facts, held)
    rows = []
    for lesson, fact in zip(lessons, facts.lessons, strict=True):
        lock = held.get(lesson.pk)
        state = "done" if fact.is_completed else "locked" if lock else "now" if lesson.pk == coming else "open"
        why = lock.reason if lock else fact.completion_note
        rows.append(OutlineRow(fact.number, lesson, f"{address}{lesson.slug}/", state, why))
    return rows


def rule_of_page(course: CoursePage, lessons: list[LessonPage]) -> list[str]:
    """Return by what the course is completed, in words; nothing while it has no lessons."""
    shapes = [LessonShape(lesson.is_required, lesson.asset_id is not None) for lesson in lessons]
    return describe_rule(CompletionRule.from_data(course.completion_rule), shapes) if shapes else []


def next_lesson_id(facts: CourseFacts, held: dict[int, Any]) -> int | None:
    """Return the first lesson that is neither completed nor locked."""
    return next((fact.lesson_id for fact in facts.lessons if not fact.is_completed and fact.lesson_id not in held), None)


def describe(course: CoursePage, teachers: list[TeacherLine], url: str, picture: str) -> dict[str, Any]:
    """Return the course in the words of schema.org."""
    facts = describe_course(
        name=course.title,
        description=course.summary,
        url=url,
        provider=course.organisation.name,
        provider_url=f"{settings.BASE_URL}/organisations/{course.organisation.slug}/",
        picture=picture,
        hours=course.hours,
    )
    instructors = [{"@type": "Person", "name": teacher.public_name} for teacher in teachers]
    return facts | {"teaches": course.outcomes, "instructor": instructors}


def teacher_lines(course: CoursePage) -> list[TeacherLine]:
    """Return the teachers under the names they chose to show."""
    lines = []
    for row in teachers_of(course):
        profile = getattr(row.person, "teacher_profile", None)
        lines.append(TeacherLine(profile.display_name if profile else row.person.get_full_name(), profile))
    return lines


def _facts_of(
    request: HttpRequest, course: CoursePage, lessons: list[LessonPage], access: Access, address: str
) -> CourseFacts | None:
    if access.role != AccessAs.LEARNER or request.user.pk is None:
        return None
    return facts_from(lessons, progress_of(request.user.pk, course.pk), course_url=address)


def _next_step(request: HttpRequest, course: CoursePage, access: Access, facts: CourseFacts | None, address: str) -> NextStep:
    """Return the main button: sign in, enrol, start, go on, or look again."""
    if access.role == AccessAs.PREVIEW:
        return NextStep(_("打开教学页"), reverse("courses:teach_course", args=[course.pk]))
    if facts is None:
        enrol_url = reverse("courses:enrol", args=[course.slug])
        if request.user.is_authenticated:
            return NextStep(_("报名，免费学"), enrol_url, posts=True)
        return NextStep(_("登录后报名"), f"{reverse('account_login')}?next={address}")
    coming = next_lesson_id(facts, locks(CompletionRule.from_data(course.completion_rule), facts))
    by_id = {fact.lesson_id: fact for fact in facts.lessons}
    if coming is None:
        return NextStep(_("再看一遍"), facts.lessons[0].url if facts.lessons else address)
    fact = by_id[coming]
    started = any(lesson.is_opened for lesson in facts.lessons)
    words = _("接着学第 %(n)s 课 %(title)s") if started else _("开始学第 %(n)s 课 %(title)s")
    return NextStep(words % {"n": fact.number, "title": fact.title}, fact.url)
