"""Crediting watched seconds: union, wall clock, replays, two tabs, late and odd beats."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import LessonProgress, WatchClock, WatchEntry
from courses.progress.services import WatchResult, record_watch
from courses.progress.sessions import PlaybackSession
from foundation.api import NotAllowed, TooManyRequests
from tests.factories.learning import EnrolmentFactory, beat, heartbeat, playback_session, video_lesson

pytestmark = pytest.mark.django_db

ALLOWANCE = 2.0


@pytest.fixture
def session() -> PlaybackSession:
    lesson = video_lesson(seconds=600)
    enrolment = EnrolmentFactory(course=lesson.get_parent().specific)
    return playback_session(enrolment, lesson)


def send(session: PlaybackSession, after: float, *beats: Any, **extra: Any) -> WatchResult:
    """Send *beats* when *after* seconds have passed since the session was opened."""
    return record_watch(session, heartbeat(session, *beats, age=after, **extra), at_ms=session.opened_ms + round(after * 1000))


def test_watching_at_normal_speed_counts_every_second(session: PlaybackSession) -> None:
    send(session, 10, beat(1, 0, 9.7))
    result = send(session, 20, beat(2, 9.7, 19.6))
    assert (result.seconds, result.gain, result.ranges, result.reasons) == (20, 10, [(0, 20)], ())


def test_jitter_of_the_network_costs_nothing(session: PlaybackSession) -> None:
    arrivals = [10.9, 20.0, 30.8, 40.1, 50.9, 60.0]
    for number, arrival in enumerate(arrivals):
        result = send(session, arrival, beat(number, number * 10, number * 10 + 10))
    assert result.seconds == 60


def test_the_same_beat_twice_counts_once(session: PlaybackSession) -> None:
    send(session, 10, beat(1, 0, 10))
    result = send(session, 20, beat(1, 0, 10))
    assert (result.seconds, result.gain, result.reasons) == (10, 0, ("counted_before",))
    assert WatchEntry.objects.count() == 1


def test_seeking_to_the_end_earns_nothing(session: PlaybackSession) -> None:
    result = send(session, 60, position=599_000)
    assert (result.seconds, result.ranges) == (0, [])
    assert LessonProgress.objects.get().position_ms == 599_000


def test_a_claim_of_the_whole_video_gets_only_the_real_time(session: PlaybackSession) -> None:
    result = send(session, 10, beat(1, 0, 600))
    assert (result.seconds, result.ranges, result.reasons) == (12, [(0, 12)], ("clipped",))


def test_sixteen_times_speed_counts_nothing(session: PlaybackSession) -> None:
    result = send(session, 10, beat(1, 0, 160, rate=16))
    assert (result.seconds, result.reasons) == (0, ("too_fast",))


def test_sixteen_times_speed_called_normal_gets_only_the_real_time(session: PlaybackSession) -> None:
    for number in range(30):
        result = send(session, number + 1, beat(number, number * 16, number * 16 + 16))
    assert result.seconds <= 30 + ALLOWANCE


def test_double_speed_counts_double(session: PlaybackSession) -> None:
    for number in range(3):
        result = send(session, number * 10 + 10, beat(number, number * 20, number * 20 + 20, rate=2))
    assert result.seconds == 60


def test_two_tabs_on_one_lesson_earn_no_more_than_one(session: PlaybackSession) -> None:
    for number in range(6):
        now = number * 10 + 10
        send(session, now, beat(number, number * 10, number * 10 + 10))
        result = send(session, now + 0.1, beat(number, 300 + number * 10, 310 + number * 10))
    assert result.seconds <= 60 + ALLOWANCE


def test_two_tabs_on_two_lessons_earn_no_more_than_one_even_after_a_pause(session: PlaybackSession) -> None:
    enrolment = EnrolmentFactory(person_id=session.person, course=(lesson := video_lesson(seconds=600)).get_parent().specific)
    other = playback_session(enrolment, lesson)
    shift = (other.opened_ms - session.opened_ms) / 1000
    for number in range(6):
        now = 600 + number * 10
        first = send(session, now, beat(number, number * 10, number * 10 + 10))
        second = send(other, now - shift + 0.1, beat(number, number * 10, number * 10 + 10))
    assert first.seconds + second.seconds <= 60 + ALLOWANCE


def test_out_of_order_messages_count_the_same(session: PlaybackSession) -> None:
    send(session, 30, beat(3, 20, 30))
    send(session, 30, beat(1, 0, 10, at=-20), beat(2, 10, 20, at=-10), now="2026-11-22T14:00:00+00:00")
    result = send(session, 40, beat(4, 30, 40))
    assert (result.seconds, result.ranges) == (40, [(0, 40)])


def test_offline_beats_sent_late_count_within_the_session(session: PlaybackSession) -> None:
    late = [beat(number, number * 10, number * 10 + 10) for number in range(30)]
    result = send(session, 400, *late)
    assert (result.seconds, result.reasons) == (300, ())


def test_offline_beats_do_not_count_from_before_the_session(session: PlaybackSession) -> None:
    late = [beat(number, number * 10, number * 10 + 10) for number in range(30)]
    result = send(session, 60, *late)
    assert result.seconds <= 60 + ALLOWANCE


def test_a_client_clock_that_jumps_back_costs_nothing(session: PlaybackSession) -> None:
    result = send(session, 40, beat(1, 0, 10, at=36_000), beat(2, 10, 20, at=10), beat(3, 20, 30, at=20))
    assert result.seconds == 30


def test_a_server_clock_that_jumps_back_never_pays_twice(session: PlaybackSession) -> None:
    send(session, 20, beat(1, 0, 20))
    jumped = send(session, 10, beat(2, 20, 30))
    before = send(session, -3600, beat(3, 30, 40))
    assert (jumped.seconds, before.seconds, before.reasons) == (20, 20, ("no_real_time",))


def test_an_old_message_leaves_the_position_alone(session: PlaybackSession) -> None:
    send(session, 100, beat(9, 90, 100), position=100_000)
    send(session, 101, beat(1, 0, 10, at=0), position=10_000, now="2026-11-22T14:01:30+00:00")
    assert LessonProgress.objects.get().position_ms == 100_000


def test_the_first_watch_lock_counts_only_what_follows() -> None:
    lesson = video_lesson(seconds=600)
    session = playback_session(EnrolmentFactory(course=lesson.get_parent().specific), lesson, first_watch_lock=True)
    ahead = send(session, 10, beat(1, 300, 310))
    send(session, 20, beat(2, 0, 10))
    back = send(session, 30, beat(3, 10, 20))
    assert (ahead.seconds, ahead.reasons, back.seconds) == (0, ("skipped_ahead",), 20)


def test_another_session_is_refused_and_nothing_changes(session: PlaybackSession) -> None:
    lesson = LessonProgress.objects.get().lesson
    other = playback_session(EnrolmentFactory(course_id=session.course), lesson)
    with pytest.raises(NotAllowed):
        record_watch(session, heartbeat(other, beat(1, 0, 10)), at_ms=session.opened_ms + 60_000)
    assert (WatchEntry.objects.count(), WatchClock.objects.count()) == (0, 0)


def test_a_person_who_left_is_refused_and_nothing_changes(session: PlaybackSession) -> None:
    EnrolmentFactory._meta.model.objects.update(withdrawn_at="2026-01-01T00:00Z")
    with pytest.raises(NotAllowed):
        send(session, 10, beat(1, 0, 10))
    assert (WatchEntry.objects.count(), LessonProgress.objects.get().seconds) == (0, 0)


def test_more_than_sixty_heartbeats_a_minute_are_refused(session: PlaybackSession) -> None:
    for number in range(60):
        send(session, 10 + number / 10, beat(number, 0, 10))
    with pytest.raises(TooManyRequests) as refusal:
        send(session, 17, beat(99, 10, 20))
    assert refusal.value.retry_after == 53
    assert send(session, 70, beat(100, 10, 20)).seconds == 20


def test_reaching_the_needed_seconds_is_said_until_the_lesson_is_completed(session: PlaybackSession) -> None:
    beats = [beat(number, number * 10, number * 10 + 10) for number in range(54)]
    assert send(session, 600, *beats[:53]).due is False
    assert send(session, 610, beats[53]).due is True
    assert send(session, 620).due is True


def test_the_database_refuses_to_change_or_delete_an_entry(session: PlaybackSession) -> None:
    send(session, 10, beat(1, 0, 10))
    for statement in ("UPDATE courses_watchentry SET seconds = 3600", "DELETE FROM courses_watchentry"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert WatchEntry.objects.get().seconds == 10


PIECES = st.tuples(
    st.integers(0, 1), st.floats(0, 30), st.integers(0, 130), st.integers(1, 60), st.sampled_from([0.5, 1.0, 1.25, 2.0])
)


@pytest.fixture
def two_tabs() -> tuple[PlaybackSession, PlaybackSession]:
    """Return sessions of one person in two lessons of 120 s."""
    lesson = video_lesson(seconds=120)
    course = lesson.get_parent().specific
    enrolment = EnrolmentFactory(course=course)
    return playback_session(enrolment, lesson), playback_session(enrolment, video_lesson(seconds=120, course=course))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, min_size=1, max_size=12))
def test_credit_is_the_union_and_never_more_than_real_time_allows(
    two_tabs: tuple[PlaybackSession, PlaybackSession], pieces: list[tuple[int, float, int, int, float]]
) -> None:
    opened, now = two_tabs[0].opened_ms, 0.0
    claimed: list[set[int]] = [set(), set()]
    with transaction.atomic():
        for number, (tab, wait, start, length, rate) in enumerate(pieces):
            now += wait
            message = heartbeat(two_tabs[tab], beat(number, start, start + length, rate=rate))
            record_watch(two_tabs[tab], message, at_ms=opened + round(now * 1000))
            claimed[tab] |= set(range(start, min(start + length, 120)))
        total = sum(_proved(tab.lesson, claimed[number]) for number, tab in enumerate(two_tabs))
        spent = sum(high - low for clock in WatchClock.objects.all() for low, high in clock.spent)
        transaction.set_rollback(True)
    assert total <= (now + ALLOWANCE) * 2
    assert spent <= (now + ALLOWANCE) * 1000


def _proved(lesson_id: int, claimed: set[int]) -> int:
    """Check a lesson's progress against a plain set and its ledger; return its seconds."""
    row = LessonProgress.objects.get(lesson_id=lesson_id)
    seconds = [second for low, high in row.watched for second in range(low, high)]
    assert len(seconds) == len(set(seconds)) == row.seconds
    assert set(seconds) <= claimed
    assert row.seconds == sum(entry.seconds for entry in WatchEntry.objects.filter(lesson_id=lesson_id))
    return row.seconds
