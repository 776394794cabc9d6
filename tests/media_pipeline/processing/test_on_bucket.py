"""The whole way of a video with a real bucket as the only store, also while the bucket fails."""

import pytest
from django.db.models import F
from django.db.models.functions import Now

from media_pipeline import storage
from media_pipeline.assets.alarms import media_alarms
from media_pipeline.assets.models import Artifact, Asset
from media_pipeline.assets.progress import asset_progress
from media_pipeline.assets.services import cancel_asset, retry_asset
from media_pipeline.enums import AssetState
from media_pipeline.processing import pipeline, sweeping

pytestmark = pytest.mark.django_db


def test_an_upload_becomes_a_lesson_and_nothing_stays_on_the_machine(
    s3, upload_file, work_off, lesson, scratch_files, media_folders
):
    asset = work_off(upload_file(lesson))

    assert (asset.state, asset.error_code) == (AssetState.READY, "")
    rows = {artifact.key: artifact for artifact in Artifact.objects.filter(asset=asset)}
    stored = set(storage.list_keys())
    assert stored == {*rows, storage.source_key(asset.key, 1)}
    for key, artifact in rows.items():
        assert (storage.media_storage().size(key), storage.checksum_of(key)) == (artifact.size, artifact.sha256)
    assert [path for path in scratch_files() if path.is_file()] == []
    assert not (media_folders / "library").exists()
    assert not (media_folders / "staging").exists()


@pytest.fixture
def impatient(monkeypatch) -> None:
    """The client of the bucket tries again without a pause."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def until_rung(asset: Asset) -> float:
    """Return in how many seconds the sweep rings for the asset."""
    waits = Asset.objects.filter(pk=asset.pk).annotate(left=F("lease_until") - Now()).values_list("left", flat=True)
    return waits.get().total_seconds()


def test_a_bucket_that_fails_is_waited_for_longer_and_longer_and_goes_on_by_itself(
    upload_file, work_off, lesson, faulty_s3, impatient
):
    asset = upload_file(lesson)
    faulty_s3.down = -1
    waits = []
    for _try in range(6):
        assert pipeline.advance(asset.pk) is False
        waits.append(round(until_rung(asset) / 60))
        Asset.objects.filter(pk=asset.pk).update(lease_until=Now())
    asset.refresh_from_db()
    told = asset_progress(asset)

    assert waits == [1, 2, 4, 8, 15, 15]
    assert (asset.state, asset.error_code, asset.attempts) == (AssetState.STORED, "storage_waits", 0)
    assert (told.is_final, told.next_step_text) == (False, "视频没有丢。不用做什么，恢复以后会自动接着处理。")
    assert [(alarm.code, alarm.count) for alarm in media_alarms() if alarm.code != "disk_low"] == [("storage_down", 1)]

    faulty_s3.down = 0
    faulty_s3.cut = 1
    for _sweep in range(3):
        Asset.objects.filter(pk=asset.pk, lease_token=None).update(lease_until=Now())
        sweeping.sweep()
        work_off(asset)

    assert (asset.state, asset.error_code, asset.storage_tries) == (AssetState.READY, "", 0)


def test_a_bucket_that_stays_away_is_a_failure_with_an_alarm_and_a_retry_goes_on(
    upload_file, work_off, lesson, teacher, faulty_s3, impatient
):
    asset = upload_file(lesson)
    Asset.objects.filter(pk=asset.pk).update(storage_tries=pipeline.STORAGE_TRIES)
    faulty_s3.down = -1
    work_off(asset)

    assert (asset.state, asset.error_code, asset.failed_state) == (AssetState.FAILED, "storage_failed", AssetState.STORED)
    assert [alarm.code for alarm in media_alarms() if alarm.code != "disk_low"] == ["failed"]

    faulty_s3.down = 0
    retry_asset(asset, actor=teacher)
    assert (work_off(asset).state, asset.error_code) == (AssetState.READY, "")


def test_a_deleted_video_leaves_nothing_in_the_bucket(s3, upload_file, work_off, lesson, teacher):
    asset = upload_file(lesson)
    cancel_asset(asset, actor=teacher)
    pipeline.advance(asset.pk)

    assert list(storage.list_keys()) == []
