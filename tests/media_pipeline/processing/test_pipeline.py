"""From an uploaded file to a package that plays."""

import subprocess
from pathlib import Path

import pytest

from foundation.outbox.models import OutboxEvent
from media_pipeline import storage
from media_pipeline.assets.models import Artifact, Piece
from media_pipeline.enums import ArtifactKind, AssetState
from media_pipeline.processing import pipeline
from media_pipeline.processing.inspect import inspect_package
from media_pipeline.processing.plan import Plan

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True))


def test_a_lesson_becomes_ready(upload_file, work_off, lesson, library_files, scratch_files):
    asset = upload_file(lesson, "第1课 先听他说.mp4")

    work_off(asset)

    assert (asset.state, asset.ready_version, asset.duration_ms) == (AssetState.READY, 1, 5000)
    assert (asset.width, asset.height, asset.has_sound, asset.file_name) == (320, 180, True, "第1课 先听他说.mp4")
    base = f"out/{asset.key}/{asset.folder}"
    names = "180.m3u8 180.mp4 audio.m3u8 audio.mp4 master.m3u8 native.m3u8 plain.mp4 poster.jpg sprite.jpg sprite.vtt"
    assert library_files() == sorted([*(f"{base}/{name}" for name in names.split()), f"src/{asset.key}/1"])
    assert scratch_files() == []
    assert events() == ["media_pipeline.UploadFinished", "media_pipeline.AssetReady"]


def test_the_package_passes_inspection(upload_file, work_off, lesson):
    asset = work_off(upload_file(lesson))
    folder = storage.path_of(f"out/{asset.key}/{asset.folder}")

    problems = inspect_package(folder, Plan.from_json(asset.plan), has_sound=True)

    assert problems == []


def test_inspection_names_a_missing_file_and_a_false_promise(upload_file, work_off, lesson):
    asset = work_off(upload_file(lesson))
    folder, plan = storage.path_of(f"out/{asset.key}/{asset.folder}"), Plan.from_json(asset.plan)
    master = folder / "master.m3u8"
    master.write_text(master.read_text().replace("INF:BANDWIDTH=", "INF:BANDWIDTH=9"))

    assert inspect_package(folder, plan, has_sound=True)[0].startswith("180: promises 9")
    (folder / "180.mp4").unlink()
    assert inspect_package(folder, plan, has_sound=True) == ["180.mp4 is missing"]


def test_artifacts_are_what_lies_on_disk(upload_file, work_off, lesson):
    asset = work_off(upload_file(lesson))

    rows = {row.key: (row.size, row.sha256) for row in Artifact.objects.all()}

    on_disk = {key: (storage.path_of(key).stat().st_size, storage.sha256_of(storage.path_of(key))) for key in rows}
    assert rows == on_disk
    assert Artifact.objects.filter(kind=ArtifactKind.PIECE).count() == 0
    assert Artifact.objects.filter(asset=asset, kind=ArtifactKind.MASTER).count() == 1


def test_doing_a_step_twice_changes_nothing(upload_file, work_off, lesson):
    asset = work_off(upload_file(lesson))
    before = list(Artifact.objects.values_list("key", "sha256").order_by("key"))

    assert pipeline.advance(asset.pk) is False
    assert pipeline.encode_next() is False

    assert list(Artifact.objects.values_list("key", "sha256").order_by("key")) == before


def test_a_step_that_another_worker_holds_is_left_alone(upload_file, lesson):
    asset = upload_file(lesson)
    held = pipeline.Lease(type(asset).objects.all(), asset.pk)
    assert held.take()

    assert pipeline.advance(asset.pk) is False

    asset.refresh_from_db()
    assert (asset.state, asset.lease_token, asset.attempts) == (AssetState.STORED, held.token, 1)


def test_uploading_again_keeps_the_old_version_playing_until_the_new_is_ready(upload_file, work_off, lesson, teacher, sources):
    from media_pipeline.uploads.services import append_blocks, start_upload
    from tests.media_pipeline.sources import FAST, make, picture

    asset = work_off(upload_file(lesson))
    old_folder = asset.folder
    better = make(sources / "better.mp4", *picture(3), *FAST)
    again = start_upload(
        actor=teacher, organisation_id=teacher.organisation_id, file_name="b.mp4", size=better.stat().st_size, replaces=asset
    )
    asset.refresh_from_db()
    assert (asset.state, asset.version, asset.ready_version, asset.folder) == (AssetState.UPLOADING, 2, 1, old_folder)

    append_blocks(again, 0, iter([better.read_bytes()]))
    work_off(asset)

    assert (asset.state, asset.version, asset.ready_version, asset.duration_ms) == (AssetState.READY, 2, 2, 3000)
    assert asset.folder != old_folder
    assert asset.has_sound is False


def test_a_refused_file_is_told_and_not_kept(upload_file, work_off, tmp_path, library_files, django_capture_on_commit_callbacks):
    page = tmp_path / "lesson.mp4"
    page.write_bytes(b"<!DOCTYPE html><html>")
    asset = upload_file(page)

    with django_capture_on_commit_callbacks(execute=True):
        work_off(asset)

    assert (asset.state, asset.error_code, library_files()) == (AssetState.REJECTED, "web_page", [])
    assert events() == ["media_pipeline.UploadFinished", "media_pipeline.AssetRejected"]


def test_pieces_of_a_long_lesson_join_without_losing_a_frame(upload_file, work_off, sources, monkeypatch):
    from media_pipeline.processing import plan as planning
    from tests.media_pipeline.sources import FAST, make, tone

    monkeypatch.setattr(planning, "GROUPS_PER_PIECE", 1)
    grainy = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=160x90:r=30000/1001:d=10,noise=alls=60:allf=t",
    ]  # no slides: they keep half the frames
    long = make(sources / "long.mp4", *grainy, *tone(10), *FAST, "-c:a", "aac")

    asset = work_off(upload_file(long))

    assert (asset.state, asset.error_detail) == (AssetState.READY, "")
    assert Piece.objects.filter(asset=asset, kind="video").count() == 3
    frames = Plan.from_json(asset.plan).frames
    assert count_frames(storage.path_of(f"out/{asset.key}/{asset.folder}/plain.mp4")) == frames == count_frames(long)


def count_frames(path: Path) -> int:
    arguments = ["ffprobe", "-v", "error", "-count_packets", "-select_streams", "v:0", "-show_entries", "stream=nb_read_packets"]
    return int(subprocess.run([*arguments, "-of", "csv=p=0", str(path)], capture_output=True, text=True, check=True).stdout)
