"""Real workers, and one after another they, their programs and their database connections are killed at random.

Four uploads in the ordinary suite; ``CHAOS_UPLOADS=30 pytest tests/media_pipeline/processing/test_chaos.py`` is the long form.
A killed broker is the same as a lost message here: nobody rings but the sweep.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.models import Max
from django.db.utils import DatabaseError, InterfaceError

from media_pipeline.assets import leases
from media_pipeline.assets.models import Asset, Piece
from media_pipeline.enums import WORKING_STATES, AssetState
from media_pipeline.management.commands.media_check import differing_files, unknown_files
from media_pipeline.processing import pipeline, sweeping
from tests.media_pipeline.processing.test_kills import children_working_on, kill_worker
from tests.media_pipeline.processing.test_pipeline import count_frames
from tests.media_pipeline.sources import FAST, make, picture, tone

UPLOADS = int(os.environ.get("CHAOS_UPLOADS", "4"))
WORKERS = 2


def start_worker() -> int:
    """Fork a worker that takes whatever there is to do, and lives through a database that goes away; return its process id."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    while True:
        try:
            ids = list(Asset.objects.filter(state__in=WORKING_STATES).values_list("pk", flat=True))
            moved = [pipeline.advance(pk) for pk in ids]
            if not (any(moved) or pipeline.encode_next()):
                time.sleep(0.05)
        except (DatabaseError, InterfaceError):
            connections.close_all()
            time.sleep(0.2)


def kill_a_program(assets: list[Asset]) -> None:
    """Kill an ffmpeg or ffprobe that works on one of the uploads, if there is one just now."""
    keys = {str(asset.key).encode() for asset in assets}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
            if words.startswith((b"ffmpeg", b"ffprobe")) and any(key in words for key in keys):
                os.kill(int(path.parent.name), signal.SIGKILL)
                return
        except OSError:
            continue


def cut_connections() -> None:
    """End every other session of this database, as a database that is killed and started again does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def has_been_unlucky() -> bool:
    """Whether some step was begun twice: a third death would rightly end it as FAILED, which is another test's matter."""
    tried = [
        rows.aggregate(most=Max("attempts"))["most"] or 0 for rows in (Asset.objects, Piece.objects.filter(done_at__isnull=True))
    ]
    return max(tried) >= leases.MAX_ATTEMPTS - 1


@pytest.mark.django_db(transaction=True)
def test_whatever_is_killed_everything_ends_ready(
    upload_file: Callable[..., Asset], sources: Path, scratch_files: Callable[[], list[Path]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(leases, "LEASE", timedelta(seconds=4))
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.5)
    monkeypatch.setattr(pipeline, "AGAIN_AFTER", timedelta(seconds=0))
    chance = random.Random(20261122)
    files = []
    for number in range(UPLOADS):
        seconds, title = 3 + number % 4, ["-metadata", f"title={number}"]
        files.append(
            make(sources / f"chaos-{number}.mp4", *picture(seconds, "160x90"), *tone(seconds), *FAST, "-c:a", "aac", *title)
        )
    assets = [upload_file(file) for file in files]
    workers = [start_worker() for _worker in range(WORKERS)]
    killed = {"worker": 0, "program": 0, "database": 0}
    end = time.monotonic() + 90 + 30 * UPLOADS
    try:
        while Asset.objects.filter(state__in=WORKING_STATES).exists():
            assert time.monotonic() < end, list(Asset.objects.values_list("state", "attempts", "error_code"))
            time.sleep(chance.uniform(0.2, 1.0))
            sweeping.sweep()
            if has_been_unlucky() or sum(killed.values()) >= 3 * UPLOADS:
                continue
            victim = chance.choice(list(killed))
            killed[victim] += 1
            if victim == "worker":
                kill_worker(workers.pop(0))
                workers.append(start_worker())
            elif victim == "program":
                kill_a_program(assets)
            else:
                cut_connections()
    finally:
        for worker in workers:
            kill_worker(worker)

    found = {asset.pk: asset for asset in Asset.objects.all()}
    assert [found[asset.pk].state for asset in assets] == [AssetState.READY] * UPLOADS, [a.error_detail for a in found.values()]
    frames = [count_frames(Path(sweeping.storage.path_of(f"out/{a.key}/{found[a.pk].folder}/plain.mp4"))) for a in assets]
    assert frames == [count_frames(file) for file in files]
    assert sum(killed.values()) > 0
    assert [children_working_on(asset) for asset in assets] == [[]] * UPLOADS
    for folder in scratch_files():
        os.utime(folder, (0, 0)) if folder.is_dir() else None
    sweeping.sweep()
    assert [path for path in scratch_files() if path.is_file()] == []
    assert [*differing_files(quick=False), *unknown_files()] == []
