"""Putting captions on a video and taking them off."""

from typing import Any

import pytest

from foundation.api import InvalidInput, NotAllowed, NotFound
from foundation.outbox.models import OutboxEvent
from media_pipeline.api import attach_captions, remove_captions
from media_pipeline.assets.models import Asset
from media_pipeline.captions.models import Caption
from media_pipeline.enums import CaptionState
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db
FIRST = "WEBVTT\n\n00:00.000 --> 00:02.000\n先坐五分钟\n"
SECOND = "1\n00:00:01,000 --> 00:00:03,000\n再量血压\n"


@pytest.fixture
def asset(teacher: Any) -> Asset:
    return Asset.objects.create(organisation_id=teacher.organisation_id, owner=teacher, file_name="a.mp4", size=1)


def stored() -> list[tuple[str, str, list[Any]]]:
    return list(Caption.objects.order_by("language").values_list("language", "state", "cues"))


def changes() -> int:
    return OutboxEvent.objects.filter(name="media_pipeline.CaptionsChanged").count()


def test_captions_replace_those_of_the_same_language_and_leave_the_others(asset: Asset, teacher: Any) -> None:
    attach_captions(asset.pk, actor=teacher, language="zh-hans", text=FIRST)
    attach_captions(asset.pk, actor=teacher, language="en", text=FIRST, approved=False)
    attach_captions(asset.pk, actor=teacher, language="zh-hans", text=SECOND)

    assert stored() == [
        ("en", CaptionState.DRAFT, [[0, 2000, "先坐五分钟"]]),
        ("zh-hans", CaptionState.APPROVED, [[1000, 3000, "再量血压"]]),
    ]
    assert changes() == 3


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh-hans", "WEBVTT\n\n00:00.000 --> 后来\n坏\n"), ("zh-hans", ""), ("<b>", FIRST), ("", FIRST)],
    ids=["broken time", "empty", "no such language", "no language"],
)
def test_what_cannot_be_read_leaves_the_captions_that_were_there(asset: Asset, teacher: Any, language: str, text: str) -> None:
    attach_captions(asset.pk, actor=teacher, language="zh-hans", text=FIRST)

    with pytest.raises(InvalidInput):
        attach_captions(asset.pk, actor=teacher, language=language, text=text)

    assert (stored(), changes()) == ([("zh-hans", CaptionState.APPROVED, [[0, 2000, "先坐五分钟"]])], 1)


@pytest.mark.parametrize("who", ["resident", "colleague"])
def test_nobody_else_changes_the_captions_of_a_video(asset: Asset, teacher: Any, who: str) -> None:
    attach_captions(asset.pk, actor=teacher, language="zh-hans", text=FIRST)
    colleague = RoleGrantFactory(organisation_id=teacher.organisation_id).person
    stranger = {"resident": PersonFactory(), "colleague": colleague}[who]

    with pytest.raises(NotAllowed):
        attach_captions(asset.pk, actor=stranger, language="zh-hans", text=SECOND)
    with pytest.raises(NotAllowed):
        remove_captions(asset.pk, actor=stranger, language="zh-hans")

    assert (stored(), changes()) == ([("zh-hans", CaptionState.APPROVED, [[0, 2000, "先坐五分钟"]])], 1)


def test_taking_captions_off_twice_is_told_once(asset: Asset, teacher: Any) -> None:
    attach_captions(asset.pk, actor=teacher, language="zh-hans", text=FIRST)

    for _ in range(2):
        remove_captions(asset.pk, actor=teacher, language="zh-hans")

    assert (stored(), changes()) == ([], 2)


def test_a_video_that_is_gone_takes_no_captions(teacher: Any) -> None:
    with pytest.raises(NotFound):
        attach_captions(404, actor=teacher, language="zh-hans", text=FIRST)

    assert stored() == []
