"""Uploads shown to a virus scanner over its own protocol."""

import pytest
from django.db.models.functions import Now

from media_pipeline.assets.models import Asset, StepRun
from media_pipeline.enums import AssetState, StepOutcome
from media_pipeline.processing import pipeline
from tests.media_pipeline.clamd import clamd

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


def test_a_clean_file_goes_on_and_its_beginning_was_shown(upload_file, lesson, settings):
    settings.CLAMD_MAX_BYTES = 5000
    asset = upload_file(lesson)

    with clamd(settings, lambda _content: b"stream: OK\0") as shown:
        assert pipeline.advance(asset.pk) is True

    assert shown == [lesson.read_bytes()[:5000]]


def test_an_infected_file_is_refused_and_not_kept(upload_file, lesson, settings, library_files, django_capture_on_commit_callbacks):
    asset = upload_file(lesson)

    with (
        clamd(settings, lambda _content: b"stream: Eicar-Test-Signature FOUND\0"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        pipeline.advance(asset.pk)

    asset.refresh_from_db()
    assert (asset.state, asset.error_code) == (AssetState.REJECTED, "infected")
    assert library_files() == []


@pytest.mark.parametrize("fault", ["down", "cut", "confused", "limit"])
def test_without_a_good_answer_the_upload_waits_and_goes_on_by_itself(fault, upload_file, lesson, settings, work_off):
    asset = upload_file(lesson)
    answers = {"confused": b"HTTP/1.1 400\0", "limit": b"INSTREAM size limit exceeded. ERROR\0"}

    for _attempt in range(5):
        with clamd(settings, lambda _content: answers[fault], cut=fault == "cut"):
            if fault == "down":
                settings.CLAMD_ADDRESS = "127.0.0.1:9"
            assert pipeline.advance(asset.pk) is False
        Asset.objects.filter(pk=asset.pk).update(lease_until=Now())
    asset.refresh_from_db()

    assert (asset.state, asset.error_code, asset.attempts) == (AssetState.STORED, "scanner_down", 0)
    assert set(StepRun.objects.values_list("outcome", flat=True)) == {StepOutcome.WAITS}
    with clamd(settings, lambda _content: b"stream: OK\0"):
        work_off(asset)
    assert (asset.state, asset.error_code) == (AssetState.READY, "")
