"""The ledger of watched time: replay gives the same number, and tampering is found."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from courses.models import LessonProgress, WatchEntry
from courses.progress.chain import size, union
from courses.progress.selectors import replay_lesson, verify_watch_chain
from courses.progress.services import record_watch
from courses.progress.sessions import PlaybackSession
from tests.factories.learning import EnrolmentFactory, beat, heartbeat, playback_session, video_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def watched() -> PlaybackSession:
    """Return a session in which one hour was watched at normal speed."""
    lesson = video_lesson(seconds=3600)
    session = playback_session(EnrolmentFactory(course=lesson.get_parent().specific), lesson)
    for number in range(60):
        beats = [beat(number * 6 + part, number * 60 + part * 10, number * 60 + part * 10 + 10) for part in range(6)]
        record_watch(session, heartbeat(session, *beats), at_ms=session.opened_ms + (number + 1) * 60_000)
    return session


def tamper(statement: str) -> None:
    """Change rows as somebody with the database's own password could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE courses_watchentry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE courses_watchentry ENABLE TRIGGER USER")


def test_one_hour_replays_to_the_same_number(watched: PlaybackSession) -> None:
    seconds, spent = replay_lesson(watched.person, watched.lesson)
    row = LessonProgress.objects.get()
    assert (size(seconds), seconds, size(spent)) == (3600, row.watched, 3_600_000)
    assert verify_watch_chain().is_whole
    assert (verify_watch_chain().entries, verify_watch_chain().seconds) == (60, 3600)


def test_the_command_prints_each_piece(watched: PlaybackSession) -> None:
    out = io.StringIO()
    call_command("watch_verify", person=watched.person, lesson=watched.lesson, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[-2:] == ["replayed: 3600 s of video in 3600.0 s of real time", "watch ledger whole: 60 entries, 3600 s"]
    assert lines[0].split("\t")[2:4] == ["00:00-01:00", "60 s"]


@pytest.mark.parametrize(
    ("change", "number", "reason"),
    [
        ("UPDATE courses_watchentry SET seconds = 61 WHERE number = 7", 7, "credits seconds that do not add up"),
        ("UPDATE courses_watchentry SET credited = '{[0,61)}' WHERE number = 7", 7, "changed after it was sealed"),
        ("UPDATE courses_watchentry SET recorded_ms = 1 WHERE number = 1", 1, "changed after it was sealed"),
        ("UPDATE courses_watchentry SET previous = sha256('x') WHERE number = 9", 9, "not linked to the entry before it"),
        ("DELETE FROM courses_watchentry WHERE number = 30", 31, "entry 30 is missing before it"),
    ],
)
def test_the_first_broken_row_is_named(watched: PlaybackSession, change: str, number: int, reason: str) -> None:
    tamper(change)
    report = verify_watch_chain()
    assert (report.broken, report.reason) == (WatchEntry.objects.get(number=number).pk, reason)
    with pytest.raises(CommandError, match=f"entry {report.broken}: {reason}"):
        call_command("watch_verify")


def test_a_cut_end_and_inflated_progress_are_found(watched: PlaybackSession) -> None:
    where = f"progress of person {watched.person} in lesson {watched.lesson}"
    LessonProgress.objects.update(seconds=3601)
    assert verify_watch_chain().reason == f"{where}: 3601 s are kept, the ledger proves 3600 s"
    tamper("DELETE FROM courses_watchentry WHERE number = 60")
    assert verify_watch_chain().reason == f"{where}: the ledger ends at entry 59, not 60"


def test_union_merges_neighbours_and_overlaps() -> None:
    assert union([(0, 10), (20, 30)], [(10, 12), (25, 40)]) == [(0, 12), (20, 40)]
