"""Heartbeats of many learners against a bare Django view that answers with as many bytes.

Every heartbeat is credited: each says five new seconds, played at a real time of its own, so each locks, merges, writes a
ledger entry and seals it. ``python -m benchmarks.heartbeats`` prints the heartbeats to send as JSON; ``run`` starts it with
the product's settings.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.client import THREADS, Load
from benchmarks.output import emit
from benchmarks.scratch import Scratch
from benchmarks.servers import ROOT, Server, database_cpu_seconds, gunicorn

LEARNERS = 120
BEATS_EACH = 40
ROUNDS = 3
GOAL_CPU_MS = 3.0
LESSON_SECONDS = 3600

type Message = dict[str, str]


def run(scratch: Scratch) -> None:
    """Measure and print heartbeats a second and CPU time of web server and database for one."""
    messages = _prepare(scratch)
    share = len(messages) // (ROUNDS + 1)
    with tempfile.TemporaryDirectory() as folder, gunicorn("infra.wsgi", scratch.environment) as site:
        answer = _post_all(site, messages[:share])[1]
        (Path(folder) / "beat.html").write_bytes(answer)
        with gunicorn("benchmarks.bare", {"BARE_TEMPLATES": folder, "DJANGO_SETTINGS_MODULE": ""}) as bare:
            plain = [message | {"path": "/beat.html"} for message in messages]
            _post_all(bare, plain[:share])
            for number in range(ROUNDS):
                part = slice((number + 1) * share, (number + 2) * share)
                _measure(number, site, bare, messages[part], plain[part])


def _measure(number: int, site: Server, bare: Server, messages: Sequence[Message], plain: Sequence[Message]) -> None:
    """Measure one round: the bare view and the product take turns, so that both meet the same machine."""
    bare_load, bare_cpu, _none = _timed(bare, plain)
    load, cpu, database = _timed(site, messages)
    emit("heartbeats", "web CPU for one", cpu, "ms", goal=GOAL_CPU_MS, round=number)
    emit("heartbeats", "web CPU for one, to a bare view", cpu, "ms", baseline=bare_cpu, round=number)
    emit("heartbeats", "database CPU for one", database, "ms", round=number)
    emit("heartbeats", "heartbeats a second", load.requests_a_second, "1/s", baseline=bare_load.requests_a_second, round=number)
    emit("heartbeats", "95 % within", load.percentile(95), "ms", baseline=bare_load.percentile(95), round=number)


def _timed(server: Server, messages: Sequence[Message]) -> tuple[Load, float, float]:
    """Return the load, and the CPU milliseconds of server and database for one message."""
    data = ROOT / "var" / "postgres"
    web, database = server.cpu_seconds(), database_cpu_seconds(data)
    load, _answer = _post_all(server, messages)
    count = len(load.times)
    return load, 1000 * (server.cpu_seconds() - web) / count, 1000 * (database_cpu_seconds(data) - database) / count


def _post_all(server: Server, messages: Sequence[Message]) -> tuple[Load, bytes]:
    """Post each message once, from a few connections; return the load and the last answer. ``RuntimeError`` unless all are 200."""
    times: list[float] = []
    failures: list[str] = []
    answers: list[bytes] = []
    started = time.monotonic()

    def post(mine: Sequence[Message]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        try:
            for message in mine:
                before = time.monotonic()
                headers = {"Content-Type": "application/json", "Accept": "application/json", "Cookie": message["cookie"]}
                connection.request("POST", message["path"], message["body"], headers)
                answer = connection.getresponse()
                body = answer.read()
                times.append(time.monotonic() - before)
                if answer.status != http.client.OK:
                    failures.append(f"{answer.status}: {body[:200]!r}")
                    return
            answers.append(body)
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=(messages[place::THREADS],)) for place in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    return Load(time.monotonic() - started, times), answers[-1]


def _prepare(scratch: Scratch) -> list[Message]:
    """Return the heartbeats to send, made by a process with the product's settings."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.heartbeats"]
    made = subprocess.run(command, cwd=ROOT, env=os.environ | scratch.environment, check=True, stdout=subprocess.PIPE, text=True)
    messages: list[Message] = json.loads(made.stdout)
    return messages


def _make_messages() -> list[Message]:
    """Enrol new learners in one course and return their heartbeats, the first of each learner first."""
    from django.db import connection

    from courses.models import LessonPage

    lesson = LessonPage.objects.live().order_by("pk").first()
    if lesson is None:
        raise RuntimeError("the benchmark database has no lesson")
    with connection.cursor() as cursor:
        cursor.execute("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        now_ms = int(cursor.fetchone()[0])
    learners = [_learner(number, lesson, now_ms) for number in range(LEARNERS)]
    return [_message(learner, beat) for beat in range(BEATS_EACH) for learner in learners]


def _learner(number: int, lesson: Any, now_ms: int) -> dict[str, str]:
    """Return a new learner's session, opened an hour ago."""
    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone

    from accounts.models import Person
    from courses.models import CoursePage, Enrolment
    from courses.progress.sessions import PlaybackSession, browser_mark, new_session_id, sign_session

    course = CoursePage.objects.get(path=lesson.path[: -lesson.steplen])
    person = Person.objects.create_user(email=f"bench-{now_ms}-{number}@example.org")
    enrolment = Enrolment.objects.create(person=person, course=course, enrolled_at=timezone.now())
    cookie = f"bench-{now_ms}-{number}"
    session = PlaybackSession(
        session=new_session_id(),
        person=person.pk,
        lesson=lesson.pk,
        course=course.pk,
        enrolment=enrolment.pk,
        opened_ms=now_ms - LESSON_SECONDS * 1000,
        total_ms=LESSON_SECONDS * 1000,
        needed=LESSON_SECONDS,
        percent=100,
        max_speed=2.0,
        first_watch=False,
        browser=browser_mark(cookie),
    )
    return {
        "session": session.session,
        "path": reverse("api:heartbeat", args=[sign_session(session)]),
        "cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}",
    }


def _message(learner: dict[str, str], number: int) -> Message:
    """Return a learner's heartbeat *number*: five seconds of video, played that many times seven seconds ago."""
    start = number * 5000
    ended = time.strftime("2026-11-22T10:%M:%S+00:00", time.gmtime(2900 - number * 7))
    beat = {"seq": number, "from_ms": start, "to_ms": start + 5000, "rate": 1.0, "sent_at": ended}
    body = {"session": learner["session"], "beats": [beat], "position_ms": start + 5000, "now": "2026-11-22T10:50:00+00:00"}
    return {"path": learner["path"], "cookie": learner["cookie"], "body": json.dumps(body)}


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(_make_messages()))
