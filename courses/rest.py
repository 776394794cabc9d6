"""The JSON addresses of learning: heartbeats, fresh playing addresses, and where a person left off."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import Router

from accounts.api import Person
from courses.completion.rules import watch_condition
from courses.completion.services import settle_lesson
from courses.completion.wording import spoken_seconds
from courses.playing.services import lesson_called, look_at_lesson, open_player, saved_position
from courses.progress.beats import read_heartbeat
from courses.progress.services import WatchResult, record_watch
from courses.progress.sessions import PlaybackSession, read_session
from courses.progress.wording import what_happened
from foundation.api import NotAllowed, NotFound

router = Router(tags=["learning"])


@router.post("/beats/{token}", url_name="heartbeat", summary="Report what was played since the last report")
def heartbeat(request: HttpRequest, token: str) -> JsonResponse:
    """Credit played pieces and save the position. The token stands for the person: no session is read, one query is made."""
    session = read_session(token, cookie=_cookie(request))
    message = read_heartbeat(request.body, total_ms=session.total_ms, max_speed=session.max_speed, session_age_ms=session.age_ms)
    result = record_watch(session, message)
    completed = result.completed or (result.due and settle_lesson(session.person, session.lesson))
    return JsonResponse(_answer(session, result, completed))


@router.get("/lessons/{lesson_id}/playback", url_name="playback", summary="Fresh addresses to play a lesson")
def lesson_playback(request: HttpRequest, lesson_id: int) -> JsonResponse:
    """Return new addresses and a new session after deciding access again; the player asks when the old ones ran out."""
    person = _person(request)
    player = open_player(look_at_lesson(lesson_called(lesson_id), person=person), actor=person, cookie=_cookie(request))
    if player is None:
        raise NotFound(_("这一课没有可以播放的视频。"))
    return JsonResponse(player.answer())


@router.get("/lessons/{lesson_id}/position", url_name="position", summary="Where this person left off")
def lesson_position(request: HttpRequest, lesson_id: int) -> JsonResponse:
    """Return the saved place in a lesson in milliseconds, from whatever device it was left on."""
    return JsonResponse({"position_ms": saved_position(_person(request).pk, lesson_id)})


def _cookie(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise NotAllowed(_("请先登录。"), code="not_signed_in")
    return request.user


def _answer(session: PlaybackSession, result: WatchResult, completed: bool) -> dict[str, Any]:
    return {
        "counted_seconds": result.seconds,
        "counted_text": spoken_seconds(result.seconds),
        "needed_seconds": session.needed,
        "percent": min(100, result.seconds * 100 // session.total),
        "ranges": result.ranges,
        "completed": completed,
        "condition": watch_condition(session.percent, max(0, session.needed - result.seconds)),
        "message": what_happened(result.seconds, session.needed, result.reasons, completed=completed),
        "reasons": result.reasons,
    }
