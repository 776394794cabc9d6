"""The heartbeat's address: one query, bound to the sign-in, and refusals that change nothing."""

import json
import threading
import time
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from courses.completion.services import sweep_reached_lessons
from courses.models import LessonProgress, WatchEntry
from courses.progress.selectors import verify_watch_chain
from courses.progress.services import record_watch
from courses.progress.sessions import PlaybackSession, sign_session
from foundation.outbox.models import OutboxEvent
from tests.factories.learning import EnrolmentFactory, beat, body, heartbeat, playback_session, video_lesson

pytestmark = pytest.mark.django_db


class Watcher:
    """A signed-in browser with a player."""

    def __init__(self, *, seconds: int = 600, ago: int = 60, **rule: Any) -> None:
        lesson = video_lesson(seconds=seconds)
        self.enrolment = EnrolmentFactory(course=lesson.get_parent().specific)
        self.client = Client()
        self.client.force_login(self.enrolment.person)
        opened = playback_session(self.enrolment, lesson, cookie=self.client.cookies["sessionid"].value, **rule)
        values = {name: getattr(opened, name) for name in PlaybackSession.__slots__}
        self.session = PlaybackSession(**values | {"opened_ms": opened.opened_ms - ago * 1000})
        self.url = reverse("api:heartbeat", args=[sign_session(self.session)])

    def post(self, *beats: Any, client: Client | None = None, **extra: Any) -> Any:
        """Send beats as the player does."""
        return (client or self.client).post(self.url, body(self.session, *beats, **extra), content_type="application/json")


def nothing_changed() -> bool:
    return WatchEntry.objects.count() == 0 and not LessonProgress.objects.exclude(seconds=0, position_ms=0).exists()


def test_a_heartbeat_is_one_query(django_assert_num_queries: Any) -> None:
    watcher = Watcher()
    with django_assert_num_queries(1):
        answer = watcher.post(beat(1, 0, 10), position=10_000)
    assert answer.json() == {
        "counted_seconds": 10,
        "counted_text": "10 秒",
        "needed_seconds": 540,
        "percent": 1,
        "ranges": [[0, 10]],
        "completed": False,
        "condition": "看满 90%，还差 8 分 50 秒",
        "message": "再看 8 分 50 秒，就算学完",
        "reasons": [],
    }


def test_another_browser_may_not_use_the_token() -> None:
    watcher, other = Watcher(), Client()
    other.force_login(EnrolmentFactory().person)
    for client in (other, Client()):
        answer = watcher.post(beat(1, 0, 10), client=client)
        assert (answer.status_code, answer.json()["code"]) == (403, "session_foreign")
    assert nothing_changed()


def test_a_forged_token_is_refused() -> None:
    watcher = Watcher()
    watcher.url = watcher.url[:-6] + "AAAAA/"
    answer = watcher.client.post(reverse("api:heartbeat", args=["forged:token:here"]), b"{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "session_expired")
    assert nothing_changed()


def test_an_old_token_is_refused() -> None:
    watcher = Watcher()
    with time_machine.travel(time.time() + 13 * 3600):
        answer = watcher.post(beat(1, 0, 10))
    assert (answer.status_code, answer.json()["code"]) == (403, "session_expired")
    assert nothing_changed()


def test_the_message_must_name_the_tokens_session() -> None:
    watcher = Watcher()
    other = Watcher()
    answer = watcher.client.post(watcher.url, body(other.session, beat(1, 0, 10)), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "session_foreign")
    assert nothing_changed()


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"session": "x"}', b"\x00" * 10, b" " * 70_000])
def test_rubbish_is_refused_in_words(raw: bytes) -> None:
    watcher = Watcher()
    answer = watcher.client.post(watcher.url, raw, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_heartbeat")
    assert nothing_changed()


def test_the_sixty_first_heartbeat_in_a_minute_waits() -> None:
    watcher = Watcher()
    statuses = [watcher.post(position=number).status_code for number in range(61)]
    assert statuses == [200] * 60 + [429]
    assert 1 <= int(watcher.post().headers["Retry-After"]) <= 60


def test_the_last_needed_second_completes_the_lesson_and_tells_it_once() -> None:
    watcher = Watcher(seconds=20, ago=60)
    assert watcher.post(position=0).json()["completed"] is False
    done = watcher.post(beat(1, 0, 10), beat(2, 10, 18)).json()
    again = watcher.post(beat(3, 18, 20)).json()
    assert (done["completed"], done["message"], again["completed"]) == (True, "这一课已学完", True)
    assert OutboxEvent.objects.filter(name="courses.LessonCompleted").count() == 1
    evidence = LessonProgress.objects.get().completion_evidence
    assert (evidence["seconds"], evidence["total"], evidence["rule"]["video_percent"]) == (18, 20, 90)


def test_a_crash_before_the_completion_is_mended_by_the_sweep() -> None:
    watcher = Watcher(seconds=20)
    record_watch(watcher.session, heartbeat(watcher.session, beat(1, 0, 20)))
    LessonProgress.objects.update(reached_at="2026-01-01T00:00Z")
    assert (sweep_reached_lessons(), sweep_reached_lessons()) == (1, 0)
    assert LessonProgress.objects.get().completed_by == "watched"


def test_a_rule_that_became_stricter_leaves_the_lesson_open() -> None:
    watcher = Watcher(seconds=20, video_percent=50)
    course = watcher.enrolment.course
    course.completion_rule = {"version": 2, "video_percent": 100, "lessons": "all"}
    course.save(update_fields=["completion_rule"])
    assert watcher.post(beat(1, 0, 15)).json()["completed"] is False
    assert LessonProgress.objects.get().reached_at is None


def test_the_position_is_there_for_the_next_device() -> None:
    watcher, phone = Watcher(), Client()
    watcher.post(beat(1, 0, 10), position=9_800)
    phone.force_login(watcher.enrolment.person)
    answer = phone.get(reverse("api:position", args=[watcher.session.lesson]))
    assert answer.json() == {"position_ms": 9_800}


def test_a_position_is_only_shown_to_its_owner() -> None:
    watcher, other = Watcher(), Client()
    watcher.post(beat(1, 0, 10), position=9_800)
    address = reverse("api:position", args=[watcher.session.lesson])
    assert other.get(address).status_code == 403
    other.force_login(EnrolmentFactory().person)
    assert other.get(address).json() == {"position_ms": 0}


def run_all(*jobs: Any) -> list[Any]:
    """Run *jobs* at the same moment, each on a connection of its own; return their results."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = jobs[place]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_the_same_beat_from_eight_connections_counts_once() -> None:
    watcher = Watcher()
    run_all(*[lambda: watcher.post(beat(1, 0, 10)).json() for _ in range(8)])
    assert LessonProgress.objects.get().seconds == 10
    assert (WatchEntry.objects.count(), verify_watch_chain().is_whole) == (1, True)


@pytest.mark.django_db(transaction=True)
def test_different_beats_at_the_same_moment_share_the_real_time() -> None:
    watcher = Watcher(ago=10)
    jobs = [lambda n=n: watcher.post(beat(n, n * 20, n * 20 + 10)).json() for n in range(8)]
    run_all(*jobs)
    row = LessonProgress.objects.get()
    assert 10 <= row.seconds <= 10 + 2 + 5
    assert (verify_watch_chain().seconds, verify_watch_chain().is_whole) == (row.seconds, True)


@pytest.mark.django_db(transaction=True)
def test_the_last_second_from_many_connections_completes_once() -> None:
    watcher = Watcher(seconds=20)
    answers = run_all(*[lambda: watcher.post(beat(1, 0, 20)).json() for _ in range(6)])
    assert [answer["completed"] for answer in answers].count(True) >= 1
    assert OutboxEvent.objects.filter(name="courses.LessonCompleted").count() == 1


def test_two_people_do_not_slow_each_other_down() -> None:
    first, second = Watcher(), Watcher()
    assert [json.loads(one.post(beat(1, 0, 10)).content)["counted_seconds"] for one in (first, second)] == [10, 10]
