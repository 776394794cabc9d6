"""Writing progress: opening a player, crediting what was watched, marking lessons as completed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.catalogue.models import LessonPage
from courses.completion.rules import CompletionRule
from courses.events import LessonCompleted
from courses.progress.beats import Heartbeat
from courses.progress.models import CompletedBy, LessonProgress
from courses.progress.sessions import PlaybackSession, browser_mark, new_session_id
from foundation.api import NotAllowed, TooManyRequests, publish

POSTS_A_MINUTE = 60
_LATE_MS = 30_000

_RECORD = "SELECT courses_record_watch(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"

_OPEN = """
WITH touched AS (
    UPDATE courses_enrolment SET last_active_at = clock_timestamp()
    WHERE person_id = %(person)s AND course_id = %(course)s AND withdrawn_at IS NULL
)
INSERT INTO courses_lessonprogress (person_id, lesson_id, course_id, watched, seconds, position_ms, entries, head,
    opened_at, active_at, completed_by, completion_note, completion_evidence)
VALUES (%(person)s, %(lesson)s, %(course)s, '{}', 0, 0, 0, '', clock_timestamp(), clock_timestamp(), '', '', '{}')
ON CONFLICT (person_id, lesson_id) DO UPDATE SET active_at = excluded.active_at
RETURNING floor(extract(epoch FROM active_at) * 1000)::bigint
"""


@dataclass(frozen=True, kw_only=True)
class WatchResult:
    """What became of a heartbeat. ``due``: the needed seconds are there and the lesson waits to be completed."""

    seconds: int
    gain: int
    ranges: list[tuple[int, int]]
    due: bool
    completed: bool
    reasons: tuple[str, ...]


def open_playback(
    lesson: LessonPage, *, actor: Person, enrolment_id: int, course_id: int, rule: CompletionRule, cookie: str
) -> PlaybackSession:
    """Note that *actor* opened *lesson* and return a session for the player. Access was decided by the caller."""
    opened_ms = open_lesson(lesson.pk, person_id=actor.pk, course_id=course_id)
    total_ms = lesson.duration_ms
    return PlaybackSession(
        session=new_session_id(),
        person=actor.pk,
        lesson=lesson.pk,
        course=course_id,
        enrolment=enrolment_id,
        opened_ms=opened_ms,
        total_ms=total_ms,
        needed=rule.needed_seconds(max(1, total_ms // 1000)),
        percent=rule.video_percent,
        max_speed=rule.max_speed,
        first_watch=rule.first_watch_lock,
        browser=browser_mark(cookie),
    )


def open_lesson(lesson_id: int, *, person_id: int, course_id: int) -> int:
    """Make sure that there is a progress row and touch it; return the database's clock in epoch milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"person": person_id, "lesson": lesson_id, "course": course_id})
        return int(cursor.fetchone()[0])


def record_watch(session: PlaybackSession, heartbeat: Heartbeat, *, at_ms: int | None = None) -> WatchResult:
    """Credit what *heartbeat* may be credited with: one statement that locks, clips, merges, seals and saves.

    *at_ms* replaces the database's clock (epoch milliseconds) where time is replayed. ``NotAllowed``: the session is
    not this one, or the person left the course. ``TooManyRequests``: more than ``POSTS_A_MINUTE`` heartbeats.
    """
    if str(heartbeat.session) != session.session:
        raise NotAllowed(_("播放已过期，请刷新页面接着看。"), code="session_foreign")
    beats = [[beat.from_ms, beat.to_ms, beat.rate_percent, beat.age_ms] for beat in heartbeat.beats]
    is_late = bool(heartbeat.beats) and heartbeat.beats[-1].age_ms > _LATE_MS
    answer = _call(
        session.person,
        session.lesson,
        session.course,
        session.enrolment,
        session.session,
        session.opened_ms,
        session.total,
        session.needed,
        session.first_watch,
        json.dumps(beats),
        None if is_late else heartbeat.position_ms,
        POSTS_A_MINUTE,
        at_ms,
    )
    _refuse(answer)
    return WatchResult(
        seconds=answer["seconds"],
        gain=answer["gain"],
        ranges=[(low, high) for low, high in answer["ranges"]],
        due=answer["due"],
        completed=answer["completed"],
        reasons=tuple(dict.fromkeys([*heartbeat.refused, *answer["reasons"]])),
    )


def _call(*values: Any) -> Mapping[str, Any]:
    """Run the database function in autocommit, without the health check that would be a second round trip.

    When the connection turns out to be dead, the player keeps its beats and sends them again; Django drops the
    connection at the end of the request.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, values)
        answer = cursor.fetchone()[0]
    return answer if isinstance(answer, dict) else json.loads(answer)


def _refuse(answer: Mapping[str, Any]) -> None:
    if answer["state"] == "busy":
        raise TooManyRequests(_("记录发得太密，稍等一下会自动补上。"), retry_after=answer["retry_after"])
    if answer["state"] == "left":
        raise NotAllowed(_("您已退出这门课，重新报名后接着计时。"), code="not_enrolled")


@transaction.atomic
def complete_lesson(
    progress_id: int, *, by: CompletedBy, evidence: Mapping[str, Any], note: str = "", at: datetime | None = None
) -> bool:
    """Mark a lesson as completed and tell it; return whether this call did it. A second call changes nothing.

    *evidence* is the rule and the facts it was decided by.
    """
    open_rows = LessonProgress.objects.filter(pk=progress_id, completed_at__isnull=True)
    done = open_rows.update(
        completed_at=at or timezone.now(), completed_by=by, completion_note=note, completion_evidence=dict(evidence)
    )
    if not done:
        return False
    row = LessonProgress.objects.values("person_id", "lesson_id", "course_id").get(pk=progress_id)
    publish(LessonCompleted(**row))
    return True
