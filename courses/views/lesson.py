"""The page of one lesson: the player for learners, a preview for its makers, the way in for everybody else."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.completion.rules import explain, explain_lesson, is_met
from courses.completion.services import evaluate_course, settle_lesson
from courses.completion.wording import spoken_seconds
from courses.enrolment.policies import AccessAs
from courses.playing.handouts import handouts_of
from courses.playing.selectors import (
    NO_RECORD,
    chapters_of,
    neighbours,
    notes_of,
    outline_of,
    seen_spans,
    transcript_lines,
    watch_record,
)
from courses.playing.services import LessonInCourse, LessonView, Player, look_into_course, open_player, published_lesson
from courses.progress.services import open_lesson
from foundation.api import NotFound, read_number, remember, same_for_visitors
from media_pipeline.api import poster_urls

HEARTBEAT_MS = 5000


@same_for_visitors
def lesson_page(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """Show a published lesson; a learner's visit is noted, so that the next device knows where to go on."""
    key = ("lesson page", course_slug, lesson_slug)
    place = remember(request, key, lambda: LessonInCourse.of(published_lesson(course_slug, lesson_slug)))
    course_url = reverse("courses:course", args=[course_slug])
    view = look_into_course(place, person=request.user, course_url=course_url)
    if _settle(view):
        view = look_into_course(place, person=request.user, course_url=course_url)
    lesson = view.lesson
    context = _frame(view, course_url)
    if view.is_open and isinstance(request.user, Person):
        response = render(request, "courses/learning/lesson.html", context | _inside(request, view, request.user))
    else:
        context["poster_url"] = lambda: poster_urls([lesson.asset_id]).get(lesson.asset_id, "") if lesson.asset_id else ""
        response = render(request, "courses/learning/lesson_closed.html", context)
    if request.user.is_authenticated:
        response["Cache-Control"] = "private, no-store"
    return response


def _settle(view: LessonView) -> bool:
    """Catch up with a rule that became milder or a course that became shorter since the last visit."""
    if view.access.enrolment is None or view.access.enrolment.completed_at or view.own is None:
        return False
    person_id = view.access.enrolment.person_id
    own = view.own
    if own.total and not own.is_completed and is_met(explain_lesson(view.rule, own)):
        return settle_lesson(person_id, own.lesson_id)
    return is_met(explain(view.rule, view.facts)) and evaluate_course(person_id, view.course.pk)


def _frame(view: LessonView, course_url: str) -> dict[str, Any]:
    """Return what everybody sees: where the lesson stands in its course."""
    items = outline_of(view)
    before, after = neighbours(items)
    return {
        "page": view.lesson,
        "lesson": view.lesson,
        "course": view.course,
        "course_url": course_url,
        "view": view,
        "facts": view.own,
        "items": items,
        "outline_key": tuple((item.state, item.facts.is_completed, item.lock) for item in items),
        "before": before,
        "after": after,
        "done": sum(item.facts.is_completed for item in items),
        "is_preview": view.access.role == AccessAs.PREVIEW,
    }


def _inside(request: HttpRequest, view: LessonView, person: Person) -> dict[str, Any]:
    """Return what those see who may open the lesson."""
    player, waits = None, ""
    try:
        player = open_player(view, actor=person, cookie=request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    except NotFound as error:
        waits = error.message
    context = {
        "waits": waits,
        "player": player,
        "reporting": player.reporting() if player else {},
        "start_ms": _start(request, player),
        "chapters": SimpleLazyObject(lambda: chapters_of(view.lesson)),
        "lines": SimpleLazyObject(lambda: transcript_lines(view.lesson)),
        "handouts": handouts_of(view.lesson, person_id=person.pk, address=request.path) if view.place.has_handouts else [],
        "notes": notes_of(person.pk, view.lesson.pk),
        "draft_key": uuid4(),
        "heartbeat_ms": HEARTBEAT_MS,
    }
    if view.access.enrolment is None or view.own is None:
        return context
    if player is None and not waits:
        open_lesson(view.lesson.pk, person_id=person.pk, course_id=view.course.pk)
    return context | _counting(view, person)


def _counting(view: LessonView, person: Person) -> dict[str, Any]:
    """Return the panel that tells what counts and what is missing."""
    facts = view.own
    if facts is None:
        return {}
    conditions = explain_lesson(view.rule, replace(facts, is_opened=True))
    needed = view.rule.needed_seconds(facts.total)
    return {
        "conditions": conditions,
        "headline": _headline(conditions, facts.is_completed),
        "needed": needed,
        "counted_text": spoken_seconds(min(facts.seconds, facts.total)),
        "needed_text": spoken_seconds(needed),
        "seen": seen_spans(facts),
        "record": watch_record(person.pk, facts.lesson_id) if view.progress and view.progress.entries else NO_RECORD,
        "course_conditions": [condition for condition in explain(view.rule, view.facts) if not condition.met],
    }


def _headline(conditions: list[Any], is_completed: bool) -> str:
    if is_completed:
        return _("这一课已学完")
    missing = [condition for condition in conditions if not condition.met]
    if missing and missing[0].key == "watched":
        return _("再看 %(time)s，就算学完") % {"time": spoken_seconds(missing[0].remaining)}
    return _("读完后做个标记，就算学完")


def _start(request: HttpRequest, player: Player | None) -> int:
    """Return where to begin in milliseconds: the second that the address names, else where the person left off."""
    if player is None:
        return 0
    wanted = read_number(request.GET.get("t"), digits=6)
    if wanted is not None:
        return min(wanted * 1000, player.media.duration_ms)
    near_end = player.position_ms >= player.media.duration_ms - 3000
    return 0 if near_end else player.position_ms
