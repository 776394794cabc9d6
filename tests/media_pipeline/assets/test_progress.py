"""What a teacher sees of videos on their way, and what the JSON about them gives to whom."""

import pytest
from django.test import Client

from foundation.api import Conflict, InvalidInput, NotAllowed
from foundation.outbox.models import OutboxEvent
from media_pipeline.api import (
    accept_damaged,
    asset_progress,
    attach_captions,
    cancel_asset,
    caption_state,
    progress_of,
    remove_captions,
    retry_asset,
    start_upload,
    transcript,
)
from media_pipeline.assets.models import Asset, Piece
from media_pipeline.captions.models import Caption
from media_pipeline.enums import AssetState
from media_pipeline.uploads.models import Upload
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db


def make_asset(teacher, state, **fields) -> Asset:
    return Asset.objects.create(
        organisation_id=teacher.organisation_id, owner=teacher, file_name="课.mp4", size=10, state=state, **fields
    )


def ready(teacher, **fields) -> Asset:
    defaults = {"ready_version": 1, "folder": "1-0123abcd", "duration_ms": 5000}
    return make_asset(teacher, fields.pop("state", AssetState.READY), **defaults | fields)


def states(progress) -> list[str]:
    return [step.state for step in progress.steps]


@pytest.mark.parametrize(
    ("state", "percent", "steps"),
    [
        (AssetState.STORED, 30, ["done", "now", "todo", "todo", "todo"]),
        (AssetState.PLANNED, 35, ["done", "done", "now", "todo", "todo"]),
        (AssetState.PACKAGED, 92, ["done", "done", "done", "now", "todo"]),
        (AssetState.REJECTED, 30, ["done", "bad", "todo", "todo", "todo"]),
    ],
)
def test_steps_by_state(state, percent, steps, teacher):
    progress = asset_progress(make_asset(teacher, state))

    assert (progress.percent, states(progress)) == (percent, steps)


def test_ready_is_all_done(teacher):
    progress = asset_progress(ready(teacher))

    assert (progress.percent, states(progress), progress.is_final) == (100, ["done"] * 5, True)


def test_upload_and_encoding_show_their_shares(teacher):
    upload = start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="a.mp4", size=100)
    Upload.objects.filter(pk=upload.pk).update(offset=64)
    encoding = make_asset(teacher, AssetState.ENCODING)
    for index, encoded in enumerate((60_000, 30_000)):
        done_at = "2026-11-22T00:00Z" if encoded == 60_000 else None
        Piece.objects.create(
            asset=encoding, version=1, kind="video", index=index, t0_ms=index * 60_000,
            t1_ms=(index + 1) * 60_000, encoded_ms=encoded, done_at=done_at,
        )  # fmt: skip

    found = progress_of([upload.asset_id, encoding.pk])

    assert (found[upload.asset_id].steps[0].label, found[upload.asset_id].percent) == ("上传 64%", 19)
    assert (found[encoding.pk].steps[2].label, found[encoding.pk].percent) == ("转码 1 / 2 段", 77)


def test_a_refusal_is_told_with_what_to_do(teacher):
    progress = asset_progress(make_asset(teacher, AssetState.REJECTED, error_code="empty"))

    assert (progress.refusal_text, progress.next_step_text, progress.can_retry) == (
        "这个文件是空的，里面什么都没有。",
        "请检查原文件的大小，重新拷贝或导出后再上传。",
        False,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_three_queries_however_long(count, teacher, django_assert_num_queries):
    ids = [make_asset(teacher, AssetState.STORED).pk for _asset in range(count)]

    with django_assert_num_queries(3):
        found = progress_of(ids)

    assert list(found) == ids


def test_retry_only_what_failed_and_is_there(teacher):
    failed = make_asset(teacher, AssetState.FAILED, failed_state=AssetState.PACKAGED, error_code="disk_full")
    expired = make_asset(teacher, AssetState.FAILED, failed_state=AssetState.UPLOADING, error_code="upload_expired")

    retry_asset(failed, actor=teacher)

    failed.refresh_from_db()
    assert (failed.state, failed.error_code) == (AssetState.PACKAGED, "")
    for asset in (expired, ready(teacher)):
        with pytest.raises(Conflict):
            retry_asset(asset, actor=teacher)


def test_a_damaged_video_is_shown_once_the_teacher_takes_it(teacher):
    asset = ready(teacher, state=AssetState.DAMAGED, error_code="damaged")

    accept_damaged(asset, actor=teacher)

    asset.refresh_from_db()
    assert (asset.state, asset.error_code) == (AssetState.READY, "")
    assert [event.name for event in OutboxEvent.objects.all()] == ["media_pipeline.AssetReady"]


def test_cancelling_a_new_version_keeps_the_old_one(teacher):
    asset = ready(teacher)
    start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="b.mp4", size=5, replaces=asset)

    cancel_asset(asset, actor=teacher)

    asset.refresh_from_db()
    assert (asset.state, asset.ready_version) == (AssetState.READY, 1)
    assert [upload.state for upload in Upload.objects.all()] == ["terminated"]


def test_a_stranger_may_do_nothing_and_nothing_changes(teacher):
    stranger = PersonFactory()
    asset = make_asset(teacher, AssetState.FAILED, failed_state=AssetState.STORED, error_code="stalled")
    before = Asset.objects.values().get(pk=asset.pk)

    for act in (
        lambda: retry_asset(asset, actor=stranger),
        lambda: cancel_asset(asset, actor=stranger),
        lambda: accept_damaged(asset, actor=stranger),
        lambda: attach_captions(asset.pk, actor=stranger, language="zh", text="00:00.000 --> 00:01.000\n好"),
        lambda: remove_captions(asset.pk, actor=stranger, language="zh"),
        lambda: start_upload(actor=stranger, organisation_id=teacher.organisation_id, file_name="b", size=5, replaces=asset),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert Asset.objects.values().get(pk=asset.pk) == before
    assert (Caption.objects.count(), Upload.objects.count(), OutboxEvent.objects.count()) == (0, 0, 0)


def test_json_is_for_the_owner_only(teacher, client):
    asset = make_asset(teacher, AssetState.FAILED, failed_state=AssetState.STORED, error_code="stalled")
    stranger = Client()
    stranger.force_login(PersonFactory())
    client.force_login(teacher)

    mine = client.get(f"/api/media/assets/{asset.pk}/progress").json()
    answers = [
        stranger.get(f"/api/media/assets/{asset.pk}/progress").status_code,
        stranger.post(f"/api/media/assets/{asset.pk}/retry").status_code,
        stranger.post(f"/api/media/assets/{asset.pk}/cancel").status_code,
        stranger.get(f"/api/media/progress?ids={asset.pk}").json(),
        Client().get(f"/api/media/assets/{asset.pk}/progress").status_code,
    ]

    asset.refresh_from_db()
    assert (mine["state"], mine["refusal_code"], mine["can_retry"]) == ("failed", "stalled", True)
    assert answers == [404, 404, 404, [], 401]
    assert asset.state == AssetState.FAILED


def test_json_lists_what_can_be_continued_and_many_at_once(teacher, client):
    client.force_login(teacher)
    upload = start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="a.mp4", size=100)

    listed = client.get("/api/media/uploads").json()
    many = client.get(f"/api/media/progress?ids={upload.asset_id},999999,x").json()

    assert [(row["file_name"], row["size"], row["offset"], row["upload_url"]) for row in listed] == [
        ("a.mp4", 100, 0, f"/uploads/{upload.key}/")
    ]
    assert [row["asset_id"] for row in many] == [upload.asset_id]


def test_captions_replace_approve_and_give_the_transcript(teacher):
    asset = ready(teacher)
    attach_captions(asset.pk, actor=teacher, language="en", text="00:00.000 --> 00:01.000\ngood")
    attach_captions(asset.pk, actor=teacher, language="zh", text="00:00.000 --> 00:01.000\n坏", approved=False)
    assert [cue.text for cue in transcript(asset.pk)] == ["good"]

    attach_captions(asset.pk, actor=teacher, language="zh", text="00:00.000 --> 00:01.000\n好")

    assert [cue.text for cue in transcript(asset.pk)] == ["好"]
    assert [cue.text for cue in transcript(asset.pk, "en")] == ["good"]
    assert caption_state([asset.pk]) == {asset.pk: "approved"}
    assert OutboxEvent.objects.filter(name="media_pipeline.CaptionsChanged").count() == 3


@pytest.mark.parametrize(("language", "text"), [("../x", "00:00.000 --> 00:01.000\n好"), ("zh", "nonsense")])
def test_wrong_captions_change_nothing(language, text, teacher):
    asset = ready(teacher)

    with pytest.raises(InvalidInput):
        attach_captions(asset.pk, actor=teacher, language=language, text=text)

    assert (Caption.objects.count(), OutboxEvent.objects.count()) == (0, 0)
