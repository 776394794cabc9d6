"""Enrolments and playback sessions for tests."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone

from courses.completion.rules import CompletionRule
from courses.models import Enrolment, LessonPage
from courses.progress.beats import Heartbeat, read_heartbeat
from courses.progress.services import open_playback
from courses.progress.sessions import PlaybackSession
from tests.factories.accounts import PersonFactory
from tests.factories.courses import CoursePageFactory, LessonPageFactory

CLIENT_EPOCH = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """A person who learns in a live course."""

    class Meta:
        model = Enrolment

    person = factory.SubFactory(PersonFactory)
    course = factory.SubFactory(CoursePageFactory)
    enrolled_at = factory.LazyFunction(timezone.now)


def video_lesson(*, seconds: int = 100, **fields: Any) -> LessonPage:
    """Return a live lesson whose video lasts *seconds*."""
    return LessonPageFactory(duration_ms=seconds * 1000, **fields)


def playback_session(enrolment: Enrolment, lesson: LessonPage, *, cookie: str = "cookie", **rule: Any) -> PlaybackSession:
    """Return an open playback session of the enrolled person, opened now by the database's clock."""
    return open_playback(
        lesson,
        actor=enrolment.person,
        enrolment_id=enrolment.pk,
        course_id=enrolment.course_id,
        rule=CompletionRule(**rule),
        cookie=cookie,
    )


def beat(seq: int, start: float, end: float, *, rate: float = 1.0, at: float | None = None) -> dict[str, Any]:
    """Return a beat for the seconds *start* to *end*, stamped *at* seconds on a client's clock (default: *end*)."""
    sent = CLIENT_EPOCH + timedelta(seconds=end if at is None else at)
    return {"seq": seq, "from_ms": round(start * 1000), "to_ms": round(end * 1000), "rate": rate, "sent_at": sent.isoformat()}


def body(session: PlaybackSession, *beats: Any, position: int | None = None, **extra: Any) -> bytes:
    """Return the JSON that a player would send."""
    return json.dumps({"session": session.session, "beats": list(beats), "position_ms": position, **extra}).encode()


def heartbeat(session: PlaybackSession, *beats: Any, age: float = 3600, **extra: Any) -> Heartbeat:
    """Return the message as read on the server, *age* seconds after the session was opened."""
    return read_heartbeat(
        body(session, *beats, **extra), total_ms=session.total_ms, max_speed=session.max_speed, session_age_ms=round(age * 1000)
    )
