"""A broker that is down, or whose folder was wiped, neither fails nor delays the request."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from foundation.outbox.models import OutboxEvent
from foundation.outbox.services import sweep
from tests.foundation.outbox.samples import SampleHappened, effects

PROGRAM = """
import sys, time, warnings
warnings.simplefilter("ignore")
import django
django.setup()
from django.db import connection, transaction
connection.settings_dict["NAME"] = sys.argv[1]
from foundation.api import publish
from tests.foundation.outbox.samples import SampleHappened
begun = time.monotonic()
for number in range(20):
    with transaction.atomic():
        publish(SampleHappened(thing="a"))
print(time.monotonic() - begun)
"""


def _publish_twenty(**environment: str) -> float:
    """Publish in a process with its own broker settings; return how many seconds it took."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(connection.settings_dict["NAME"])],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "infra.settings.local"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return float(run.stdout)


def _assert_all_arrive_by_the_sweep() -> None:
    OutboxEvent.objects.update(due_at="2026-01-01T00:00:00Z")
    assert sweep() == 20
    assert effects() == {"first:a": 20, "second:a": 20}


@pytest.mark.django_db(transaction=True)
def test_no_redis_at_its_address() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        seconds = _publish_twenty(REDIS_URL=f"redis://127.0.0.1:{unused.getsockname()[1]}/0")

    assert seconds < 3
    _assert_all_arrive_by_the_sweep()


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_accepts_and_never_answers() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        seconds = _publish_twenty(REDIS_URL=f"redis://127.0.0.1:{deaf.getsockname()[1]}/0")

    assert seconds < 8
    _assert_all_arrive_by_the_sweep()


@pytest.mark.django_db(transaction=True)
def test_a_wiped_broker_folder(tmp_path: Path) -> None:
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}:@/{database['NAME']}?host={database['OPTIONS'].get('host', '')}"

    seconds = _publish_twenty(VAR_DIR=str(tmp_path), REDIS_URL="", DATABASE_URL=os.environ.get("DATABASE_URL") or url)

    assert seconds < 3
    _assert_all_arrive_by_the_sweep()


def test_the_event_survives_its_payload() -> None:
    event = SampleHappened(thing="龘")

    assert SampleHappened.from_payload(event.to_payload()) == event
