"""Workers and ffmpeg killed with -9 at any step: the asset ends READY without a hand, and nothing is left behind."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.db.models.functions import Now

from media_pipeline.assets.leases import MAX_ATTEMPTS, Lease
from media_pipeline.assets.models import Asset, Piece
from media_pipeline.assets.services import retry_asset
from media_pipeline.enums import WORKING_STATES, AssetState
from media_pipeline.processing import making, pipeline, sandbox, sweeping
from media_pipeline.processing.plan import Plan


def fork_worker(work: Callable[[], object]) -> int:
    """Fork a process that does *work* with a database connection of its own; return its process id."""
    connection.close()
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        os._exit(0)


def start_worker(asset: Asset) -> int:
    """Fork a worker that does the asset's steps until it rests; return its process id."""

    def work() -> None:
        while Asset.objects.filter(pk=asset.pk, state__in=WORKING_STATES).exists():
            if not (pipeline.advance(asset.pk) or pipeline.encode_next()):
                time.sleep(0.02)

    return fork_worker(work)


def kill_worker(process: int) -> int:
    """Kill a worker as the system would and return what it died of."""
    os.kill(process, signal.SIGKILL)
    _pid, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status)


def wait_for(what, seconds: float = 60.0) -> None:
    """Wait until *what* returns something true."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


def children_working_on(asset: Asset) -> list[str]:
    """Return the command lines of all processes that name the asset's files."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = path.read_bytes().replace(b"\x00", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(asset.key) in text:
            found.append(text)
    return found


def let_leases_run_out(asset: Asset) -> None:
    """What waiting for forty-five seconds does."""
    Asset.objects.filter(pk=asset.pk).update(lease_until=Now())
    Piece.objects.filter(asset=asset, lease_token__isnull=False).update(lease_until=Now())


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_every_step_loses_nothing(upload_file, work_off, lesson, media_folders, scratch_files):
    asset = upload_file(lesson)
    for step in ("stored", "sound-0000", "video-0000", "encoding"):
        worker = start_worker(asset)
        wait_for(lambda name=step: list((media_folders / "scratch").glob(f"*/{name}.*")))
        assert kill_worker(worker) == -signal.SIGKILL
        wait_for(lambda: children_working_on(asset) == [], 5)
        let_leases_run_out(asset)

    assert sweeping.sweep() == 1
    work_off(asset)

    assert (asset.state, asset.error_code, asset.duration_ms) == (AssetState.READY, "", 5000)
    assert Plan.from_json(asset.plan).frames == 125
    assert scratch_files() == []


@pytest.mark.django_db
def test_the_third_death_of_a_piece_ends_with_a_reason_and_a_retry(upload_file, lesson, teacher, work_off):
    asset = upload_file(lesson)
    pipeline.advance(asset.pk)
    pipeline.advance(asset.pk)
    piece = Piece.objects.get(asset=asset, kind="video")
    for _death in range(MAX_ATTEMPTS):
        assert Lease(Piece.objects.all(), piece.pk).take()
        let_leases_run_out(asset)

    while pipeline.encode_next():
        pass

    asset.refresh_from_db()
    assert (asset.state, asset.error_code, asset.failed_state) == (AssetState.FAILED, "killed", AssetState.ENCODING)
    retry_asset(asset, actor=teacher)
    assert work_off(asset).state == AssetState.READY


@pytest.mark.django_db
def test_a_killed_ffmpeg_is_tried_again(upload_file, lesson, work_off, monkeypatch):
    asset = upload_file(lesson)
    deaths = iter([True, False])

    def follow_and_kill(process, *rest):
        if next(deaths, False):
            os.killpg(process.pid, signal.SIGKILL)
        return follow(process, *rest)

    follow = sandbox._follow
    pipeline.advance(asset.pk)
    pipeline.advance(asset.pk)
    monkeypatch.setattr(sandbox, "_follow", follow_and_kill)
    assert pipeline.encode_next() is True
    assert Piece.objects.filter(asset=asset, done_at__isnull=False).count() == 0

    let_leases_run_out(asset)
    Piece.objects.update(lease_until=None)

    assert work_off(asset).state == AssetState.READY


@pytest.mark.django_db
def test_a_full_disk_ends_with_its_name_and_a_retry_goes_on(upload_file, lesson, teacher, work_off, monkeypatch, scratch_files):
    asset = upload_file(lesson)
    small = sandbox.Limits(memory=2 << 30, processor=600, file_size=20_000)
    run_tool = making.run_tool
    monkeypatch.setattr(making, "run_tool", lambda arguments, folder, tick, _limits=None: run_tool(arguments, folder, tick, small))

    work_off(asset)

    assert (asset.state, asset.error_code) == (AssetState.FAILED, "disk_full")
    assert scratch_files() == []
    monkeypatch.setattr(making, "run_tool", run_tool)
    retry_asset(asset, actor=teacher)
    assert work_off(asset).state == AssetState.READY


@pytest.mark.django_db
def test_lost_messages_are_rung_again(upload_file, lesson, django_capture_on_commit_callbacks):
    """The broker was wiped: nothing is in any queue, and the sweep finds what waits."""
    asset = upload_file(lesson)
    assert sweeping.sweep() == 0
    Asset.objects.filter(pk=asset.pk).update(lease_until=Now())

    with django_capture_on_commit_callbacks() as rung:
        assert sweeping.sweep() == 1

    assert len(rung) == 1
    asset.refresh_from_db()
    assert (asset.state, asset.lease_token) == (AssetState.STORED, None)


@pytest.mark.django_db
def test_a_child_that_makes_no_progress_is_killed_with_its_group(tmp_path):
    limits = sandbox.Limits(memory=1 << 30, processor=20, file_size=1 << 20, stall=0.6)

    result = sandbox.run_child(["sh", "-c", "sleep 77 & sleep 77"], limits=limits, folder=tmp_path)

    assert (result.stalled, result.code) == (True, -signal.SIGKILL)
    wait_for(lambda: [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"sleep\x0077" in read(path)] == [], 5)


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_a_child_has_no_network_and_little_memory(tmp_path):
    limits = sandbox.Limits(memory=200 << 20, processor=5, file_size=1000)
    greedy = [sys.executable, "-c", "bytearray(400 << 20)"]
    chatty = [sys.executable, "-c", "import socket; print(len(socket.if_nameindex()), socket.if_nameindex()[0][1])"]

    assert sandbox.run_child(greedy, limits=limits, folder=tmp_path).code == 1
    assert sandbox.run_child(chatty, limits=sandbox.PROBE_LIMITS, folder=tmp_path).output == b"1 lo\n"


@pytest.mark.django_db
def test_cancelling_stops_the_encoder_and_deletes_everything(upload_file, lesson, teacher, work_off, library_files):
    from media_pipeline.assets.services import cancel_asset

    asset = upload_file(lesson)
    pipeline.advance(asset.pk)
    pipeline.advance(asset.pk)
    piece = Piece.objects.get(asset=asset, kind="video")
    lease = Lease(Piece.objects.all(), piece.pk)
    assert lease.take()

    cancel_asset(asset, actor=teacher)

    with pytest.raises(pipeline.LeaseLost):
        lease.renew()
    pipeline.advance(asset.pk)
    assert (Asset.objects.count(), library_files()) == (0, [])
