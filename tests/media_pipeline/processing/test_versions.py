"""The same bytes again, a new try with what is there, a preview before it is ready, and what is cleaned up when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.errors import Conflict
from media_pipeline import storage
from media_pipeline.api import preview_url
from media_pipeline.assets.models import Artifact, Asset, Piece, StepRun
from media_pipeline.assets.services import cancel_asset, transcode_again
from media_pipeline.enums import ArtifactKind, AssetState
from media_pipeline.management.commands.media_check import differing_files, unknown_files
from media_pipeline.processing import pipeline, sweeping
from media_pipeline.processing.plan import Plan
from media_pipeline.uploads.services import start_upload

pytestmark = pytest.mark.django_db


def checked() -> list[str]:
    return [*differing_files(quick=False), *unknown_files()]


def test_the_same_bytes_again_are_not_encoded_again(upload_file, work_off, lesson):
    first = work_off(upload_file(lesson))
    second = work_off(upload_file(lesson, "again.mp4"))

    assert (second.state, second.duration_ms, second.has_sound) == (AssetState.READY, 5000, True)
    assert Piece.objects.filter(asset=second).count() == 0
    sums = [set(Artifact.objects.filter(asset=asset).values_list("sha256", flat=True)) for asset in (first, second)]
    assert sums[0] == sums[1]
    Asset.objects.filter(pk=first.pk).update(state=AssetState.DELETING)
    pipeline.advance(first.pk)
    assert checked() == []


def test_what_an_older_profile_made_is_not_taken_over(upload_file, work_off, lesson, monkeypatch):
    from media_pipeline.processing import plan as planning

    work_off(upload_file(lesson))
    monkeypatch.setattr(planning, "PROFILE", planning.PROFILE + 1)

    second = work_off(upload_file(lesson, "again.mp4"))

    assert Piece.objects.filter(asset=second).count() == 2


def test_two_tabs_with_one_file_both_end_ready(upload_file, work_off, lesson):
    """Both were opened before either was encoded: they meet in the middle, and each has a package of its own."""
    tabs = [upload_file(lesson, name) for name in ("tab1.mp4", "tab2.mp4")]
    for _step in range(2):
        for tab in tabs:
            pipeline.advance(tab.pk)

    assert [work_off(tab).state for tab in tabs] == [AssetState.READY, AssetState.READY]
    assert checked() == []


def test_a_teacher_sees_a_preview_until_the_version_is_ready(upload_file, work_off, lesson, teacher, client, settings):
    asset = upload_file(lesson)
    assert preview_url(asset.pk, person_id=teacher.pk) == ""
    pipeline.advance(asset.pk)
    pipeline.advance(asset.pk)

    address = preview_url(asset.pk, person_id=teacher.pk)
    assert client.get(address).status_code == 403
    client.force_login(teacher, backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = client.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (200, "video/mp4")
    work_off(asset)
    assert preview_url(asset.pk, person_id=teacher.pk) == ""
    assert Artifact.objects.filter(kind=ArtifactKind.PREVIEW).count() == 0
    assert checked() == []


def test_transcoding_again_plays_the_old_version_until_the_new_is_ready(upload_file, work_off, lesson, teacher):
    asset = work_off(upload_file(lesson))
    folder = asset.folder

    transcode_again(asset, actor=teacher)
    asset.refresh_from_db()
    assert (asset.state, asset.version, asset.ready_version, asset.folder) == (AssetState.STORED, 2, 1, folder)
    work_off(asset)

    assert (asset.state, asset.ready_version, asset.folder == folder) == (AssetState.READY, 2, False)
    Asset.objects.update(state_since=timezone.now() - timedelta(days=2))
    sweeping.sweep()
    assert not storage.path_of(storage.source_key(asset.key, 1)).exists()
    assert checked() == []


def test_originals_go_after_their_days_but_never_the_last_that_plays(upload_file, work_off, lesson, sources, settings, teacher):
    settings.MEDIA_KEEP_ORIGINAL_DAYS = 30
    old, broken, young = (work_off(upload_file(lesson, f"{number}.mp4")) for number in range(3))
    Asset.objects.filter(pk__in=[old.pk, broken.pk]).update(state_since=timezone.now() - timedelta(days=31))
    storage.path_of(f"out/{broken.key}/{broken.folder}/180.mp4").unlink()

    assert sweeping.drop_originals() == 1

    kept = [storage.path_of(storage.source_key(asset.key, 1)).exists() for asset in (old, broken, young)]
    assert kept == [False, True, True]
    assert checked() == [f"MISSING out/{broken.key}/{broken.folder}/180.mp4"]
    old.refresh_from_db()
    with pytest.raises(Conflict, match="原文件已经清理"):
        transcode_again(old, actor=teacher)


def test_uploading_again_while_encoding_stops_the_old_piece(upload_file, work_off, lesson, teacher):
    asset = upload_file(lesson)
    pipeline.advance(asset.pk)
    pipeline.advance(asset.pk)
    piece = Piece.objects.get(asset=asset, kind="video")
    lease = pipeline.Lease(Piece.objects.all(), piece.pk)
    assert lease.take()

    start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="b.mp4", size=9, replaces=asset)

    with pytest.raises(pipeline.LeaseLost):
        lease.renew()
    assert pipeline.encode_next() is False


def test_cancelling_a_new_version_leaves_no_preview_behind(
    upload_file, work_off, lesson, teacher, django_capture_on_commit_callbacks
):
    asset = work_off(upload_file(lesson))
    transcode_again(asset, actor=teacher)
    pipeline.advance(asset.pk)
    pipeline.advance(asset.pk)

    with django_capture_on_commit_callbacks(execute=True):
        cancel_asset(asset, actor=teacher)
    sweeping.sweep()

    asset.refresh_from_db()
    assert (asset.state, asset.ready_version) == (AssetState.READY, 1)
    assert checked() == []


def test_every_step_is_written_down_with_what_it_used(upload_file, work_off, lesson):
    asset = work_off(upload_file(lesson))

    runs = list(StepRun.objects.filter(asset=asset).order_by("pk"))

    assert [run.name for run in runs] == ["stored", "probed", "sound-0000", "video-0000", "encoding", "packaged"]
    assert {run.outcome for run in runs} == {"done"}
    assert "ffmpeg: code 0" in runs[3].log
    assert runs[3].processor_ms > 0
    assert Plan.from_json(asset.plan).pieces == 1
