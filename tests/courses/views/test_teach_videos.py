"""The teacher's list of videos over HTTP."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.authoring.lessons import remove_video
from courses.authoring.models import LessonUpload
from courses.authoring.uploads import start_lesson_upload
from courses.catalogue.models import CoursePage
from media_pipeline.api import Asset, AssetState, attach_captions
from tests.courses.people import Town
from tests.courses.views.test_teaching_and_review_pages import HOSTILE, queries_of, signed_in

LIST = reverse("courses:teach_videos")


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = False


def video(course: CoursePage, town: Town, state: str = AssetState.READY, *, name: str = "血压.mp4", **fields: Any) -> Asset:
    """Return a video that was dropped into *course* and has come to *state*."""
    upload, _lesson = start_lesson_upload(course, actor=town.teacher, file_name=name, size=2_000_000)
    ready = {"duration_ms": 65_000, "ready_version": 1, "folder": "1-0123abcd"} if state == AssetState.READY else {}
    Asset.objects.filter(pk=upload.asset_id).update(state=state, **(ready | fields))
    return Asset.objects.get(pk=upload.asset_id)


def text_of(client: Client, **query: Any) -> str:
    page = client.get(LIST, query)
    assert page.status_code == 200
    return page.content.decode()


def test_each_video_says_where_it_stands_who_uses_it_and_what_to_do(draft: CoursePage, town: Town) -> None:
    video(draft, town, name="没字幕.mp4")
    attach_captions(video(draft, town, name="有字幕.mp4").pk, actor=town.teacher, language="zh", text="00:00.000 --> 00:01.000\n好")
    video(draft, town, AssetState.ENCODING, name="转码.mp4")
    video(draft, town, AssetState.FAILED, name="失败.mp4", error_code="disk_full", failed_state=AssetState.ENCODING)
    video(draft, town, AssetState.REJECTED, name="网页.mp4", error_code="web_page")
    video(draft, town, AssetState.DELETING, name="删了.mp4")

    html = text_of(signed_in(town.teacher))
    rows = {row.split('<p class="video__name">')[1].split("<")[0]: row for row in html.split('<li class="video">')[1:]}

    steps = {"没字幕.mp4": "加字幕", "失败.mp4": "重试", "网页.mp4": "换一个文件", "转码.mp4": "不用等，处理完发消息给您"}
    assert {name: step in rows[name] for name, step in steps.items()} == dict.fromkeys(steps, True)
    assert list(rows) == ["网页.mp4", "失败.mp4", "转码.mp4", "有字幕.mp4", "没字幕.mp4"]
    captions = ["没有字幕" in rows["没字幕.mp4"], "没有字幕" in rows["有字幕.mp4"]]
    assert ("1 分 05 秒" in rows["没字幕.mp4"], captions) == (True, [True, False])
    assert ("video__act" in rows["有字幕.mp4"], 'class="button' in rows["有字幕.mp4"]) == (True, False)
    assert ('data-state="now"' in rows["转码.mp4"], 'hx-trigger="every 4s"' in html) == (True, True)
    assert ">没字幕</a>" in rows["没字幕.mp4"]


def test_the_list_is_searched_and_filtered(draft: CoursePage, town: Town) -> None:
    video(draft, town, name="血压.mp4")
    video(draft, town, AssetState.ENCODING, name="翻身.mp4")
    teacher = signed_in(town.teacher)

    found = {
        label: [name for name in ("血压.mp4", "翻身.mp4") if f'"video__name">{name}<' in text_of(teacher, **query)]
        for label, query in {
            "word": {"q": "翻身"},
            "state": {"state": "ready"},
            "course": {"course": draft.pk},
            "another course": {"course": draft.pk + 1},
            "nonsense": {"state": "' OR 1=1", "course": "9" * 40, "page": "-3"},
        }.items()
    }

    both = ["血压.mp4", "翻身.mp4"]
    assert found == {"word": ["翻身.mp4"], "state": ["血压.mp4"], "course": both, "another course": [], "nonsense": both}
    assert "没有找到视频" in text_of(teacher, q="没有这个")
    assert "&lt;script&gt;" in text_of(teacher, q=HOSTILE)
    assert ["还没有视频" in text_of(signed_in(person)) for person in (town.stranger, town.manager)] == [True, False]


def test_the_list_costs_the_same_whatever_its_length(draft: CoursePage, town: Town) -> None:
    teacher = signed_in(town.teacher)
    video(draft, town, AssetState.ENCODING)
    few = queries_of(teacher, LIST)
    for _number in range(3):
        video(draft, town)

    assert queries_of(teacher, LIST) == few
    assert few <= 24


def test_what_no_lesson_shows_is_deleted_after_a_look(draft: CoursePage, town: Town) -> None:
    asset = video(draft, town)
    lesson_id = LessonUpload.objects.get(asset=asset).lesson_id
    teacher, address = signed_in(town.teacher), reverse("courses:teach_video_delete", args=[asset.pk])

    used = teacher.post(address, headers={"accept": "application/json"})
    asset.refresh_from_db()
    assert (used.status_code, asset.state) == (409, AssetState.READY)

    remove_video(draft, lesson_id, actor=town.teacher)
    look = teacher.get(address).content.decode()
    asset.refresh_from_db()
    assert ("删了就找不回来" in look, asset.state) == (True, AssetState.READY)

    answers = [teacher.post(address).status_code for _press in range(2)]
    asset.refresh_from_db()
    assert (answers, asset.state) == ([302, 404], AssetState.DELETING)
    assert "video__name" not in text_of(teacher)


@pytest.mark.parametrize("part", ["resident", "reviewer", "colleague", "stranger"])
def test_others_see_and_delete_nothing(part: str, draft: CoursePage, town: Town) -> None:
    asset = video(draft, town)
    remove_video(draft, LessonUpload.objects.get(asset=asset).lesson_id, actor=town.teacher)
    stranger = signed_in(getattr(town, part))

    got = [
        stranger.get(LIST).content.decode().count("video__name"),
        stranger.get(reverse("courses:teach_video_delete", args=[asset.pk])).status_code,
        stranger.post(reverse("courses:teach_video_delete", args=[asset.pk])).status_code,
        stranger.post(reverse("courses:teach_video_retry", args=[asset.pk])).status_code,
    ]

    asset.refresh_from_db()
    assert (got, asset.state) == ([0, 404, 404, 404], AssetState.READY)
