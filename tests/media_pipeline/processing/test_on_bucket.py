"""The whole way of a video with a real bucket as the only store, also while the bucket fails."""

import pytest

from media_pipeline import storage
from media_pipeline.assets.models import Artifact
from media_pipeline.assets.services import cancel_asset, retry_asset
from media_pipeline.enums import AssetState
from media_pipeline.processing import pipeline

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


def test_a_bucket_that_fails_is_named_and_a_retry_goes_on(upload_file, work_off, lesson, teacher, faulty_s3, monkeypatch):
    asset = upload_file(lesson)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    faulty_s3.down = -1
    work_off(asset)
    assert (asset.state, asset.error_code, asset.failed_state) == (AssetState.FAILED, "storage_failed", AssetState.STORED)

    faulty_s3.down = 0
    retry_asset(asset, actor=teacher)
    faulty_s3.cut = 1
    work_off(asset)

    assert (asset.state, asset.error_code) == (AssetState.READY, "")


def test_a_deleted_video_leaves_nothing_in_the_bucket(s3, upload_file, work_off, lesson, teacher):
    asset = upload_file(lesson)
    cancel_asset(asset, actor=teacher)
    pipeline.advance(asset.pk)

    assert list(storage.list_keys()) == []
