"""The public page of a course. What everybody sees is the same for all; the panel beside it is the reader's own."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.catalogue.models import CoursePage, CourseTeacher, LessonPage
from courses.catalogue.selectors import kinds_of, lessons_to_list, published_course, teachers_of
from courses.completion.rules import CompletionRule, CourseFacts, locks
from courses.completion.selectors import facts_from, progress_of
from courses.enrolment.policies import Access, AccessAs, course_access
from foundation.api import NotFound, address_of_book

JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class OutlineRow:
    """One lesson in the outline. ``state`` is ``done``, ``now``, ``open`` or ``locked``; ``why`` says more about it."""

    number: int
    lesson: LessonPage
    url: str
    state: str
    why: str = ""


@dataclass(frozen=True)
class NextStep:
    """The one main button: a link, or with ``posts`` a form."""

    label: str
    url: str
    posts: bool = False


def course_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a published course."""
    course = published_course(slug)
    if course is None:
        raise NotFound(_("没有这门课，或者它已经下架。可以到课程目录里再找找。"))
    access = course_access(request.user, course)
    response = render(request, "courses/course.html", course_context(course, list(lessons_to_list(course)), request, access))
    response["Vary"] = "Cookie"
    return response


def course_context(course: CoursePage, lessons: list[LessonPage], request: HttpRequest, access: Access) -> dict[str, Any]:
    """Return what the page shows of *course* with *lessons* to a reader with *access*."""
    address = reverse("courses:course", args=[course.slug])
    teachers = teachers_of(course)
    kinds = list(kinds_of(course))
    facts = _facts_of(request, course, lessons, access, address)
    return {
        "page": course,
        "address": address,
        "kinds": kinds,
        "teachers": teachers,
        "outline": outline_rows(course, lessons, facts, address, is_learner=access.role == AccessAs.LEARNER),
        "total_ms": sum(lesson.duration_ms for lesson in lessons),
        "video_count": sum(1 for lesson in lessons if lesson.duration_ms),
        "access": access,
        "done": sum(1 for lesson in facts.lessons if lesson.is_completed) if facts else 0,
        "next_step": _next_step(request, course, access, facts, address),
        "structured_data": structured_data(course, teachers, address),
        "share_image": settings.BASE_URL
        + address_of_book(course.title, kinds[0].value if kinds else "", seed=course.pk, image=course.cover),
        "share_url": settings.BASE_URL + address,
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


def next_lesson_id(facts: CourseFacts, held: dict[int, Any]) -> int | None:
    """Return the first lesson that is neither completed nor locked."""
    return next((fact.lesson_id for fact in facts.lessons if not fact.is_completed and fact.lesson_id not in held), None)


def structured_data(course: CoursePage, teachers: list[CourseTeacher], address: str) -> SafeString:
    """Return the course as schema.org data for the page's head; nothing a teacher typed can end the script element."""
    data = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": course.title,
        "description": course.summary,
        "url": settings.BASE_URL + address,
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "provider": {"@type": "Organization", "name": course.organisation.name},
        "teaches": course.outcomes,
        "instructor": [{"@type": "Person", "name": public_name(row)} for row in teachers],
        "timeRequired": f"PT{int(course.hours * 60)}M",
        "offers": {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "CNY"},
        "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "online", "courseWorkload": f"PT{int(course.hours * 60)}M"},
    }
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES))  # noqa: S308 every < > & is escaped


def public_name(row: CourseTeacher) -> str:
    """Return the name under which a teacher is shown."""
    profile = getattr(row.person, "teacher_profile", None)
    return profile.display_name if profile else row.person.get_full_name()


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
