"""Two people at the same captions, and what learners see meanwhile."""

import threading
from typing import Any

import pytest
from django.db import connection

from foundation.api import InvalidInput, NotAllowed
from media_pipeline.api import Cue, StaleCaptions, caption_sheet, caption_sheets, save_captions, transcript
from media_pipeline.assets.models import Asset
from media_pipeline.captions.models import Caption
from media_pipeline.captions.services import keep_dictation
from media_pipeline.enums import CaptionState
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db
FIRST, SECOND = [Cue(0, 2000, "先坐五分钟")], [Cue(0, 2000, "先坐十分钟")]


@pytest.fixture
def asset(teacher: Any) -> Asset:
    return Asset.objects.create(organisation_id=teacher.organisation_id, owner=teacher, file_name="a.mp4", size=1)


def save(asset: Asset, actor: Any, cues: list[Cue], version: int, state: CaptionState | None = None) -> Caption:
    return save_captions(asset.pk, actor=actor, language="zh", cues=cues, version=version, state=state)


def test_nobody_sees_a_draft_until_a_person_stands_for_it(asset: Asset, teacher: Any) -> None:
    save(asset, teacher, FIRST, 0)
    assert (transcript(asset.pk), caption_sheet(asset.pk, "zh").cues) == ([], FIRST)

    save(asset, teacher, FIRST, 1, CaptionState.APPROVED)
    assert transcript(asset.pk) == FIRST

    save(asset, teacher, SECOND, 2)
    assert transcript(asset.pk) == SECOND

    save(asset, teacher, SECOND, 3, CaptionState.DRAFT)
    assert transcript(asset.pk) == []


def test_who_saves_second_is_told_and_changes_nothing(asset: Asset, teacher: Any) -> None:
    save(asset, teacher, FIRST, 0)

    with pytest.raises(StaleCaptions) as caught:
        save(asset, teacher, SECOND, 0)

    assert (caught.value.version, caption_sheet(asset.pk, "zh").cues) == (1, FIRST)
    assert caught.value.message.startswith(f"{teacher} 在 ")
    save(asset, teacher, SECOND, caught.value.version)
    assert caption_sheet(asset.pk, "zh").cues == SECOND


def test_the_same_again_is_no_conflict_and_no_new_version(asset: Asset, teacher: Any) -> None:
    saved = [save(asset, teacher, FIRST, 0).version for _ in range(2)]

    assert saved == [1, 1]


def test_captions_removed_meanwhile_are_told_and_can_be_kept(asset: Asset, teacher: Any) -> None:
    save(asset, teacher, FIRST, 0)
    Caption.objects.all().delete()

    with pytest.raises(StaleCaptions) as caught:
        save(asset, teacher, SECOND, 1)

    assert caught.value.message.startswith("这份字幕刚在别处删掉了")
    assert save(asset, teacher, SECOND, caught.value.version).cues == [[0, 2000, "先坐十分钟"]]


def test_nobody_else_edits_and_a_wrong_sentence_changes_nothing(asset: Asset, teacher: Any) -> None:
    save(asset, teacher, FIRST, 0)
    colleague = RoleGrantFactory(organisation_id=teacher.organisation_id).person

    with pytest.raises(NotAllowed):
        save(asset, colleague, SECOND, 1)
    with pytest.raises(InvalidInput):
        save(asset, teacher, [Cue(5, 5, "坏")], 1)

    assert [(sheet.version, sheet.cues) for sheet in caption_sheets(asset.pk)] == [(1, FIRST)]


def test_a_machine_never_writes_over_what_is_there(asset: Asset, teacher: Any) -> None:
    assert keep_dictation(asset, language="zh", cues=SECOND) is True
    assert keep_dictation(asset, language="zh", cues=FIRST) is False
    heard = caption_sheet(asset.pk, "zh")
    approved = save(asset, teacher, SECOND, 1, CaptionState.APPROVED)

    assert (heard.is_dictated, heard.state, heard.cues) == (True, CaptionState.DRAFT, SECOND)
    assert (approved.is_dictated, approved.updated_by) == (False, teacher)


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_is_kept_and_one_is_told(asset: Asset, teacher: Any) -> None:
    gate, ends = threading.Barrier(2), []

    def press(cues: list[Cue]) -> None:
        gate.wait(10)
        try:
            ends.append(save(asset, teacher, cues, 0).cues)
        except StaleCaptions:
            ends.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(cues,)) for cues in (FIRST, SECOND)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    kept = Caption.objects.get()
    assert (sorted(map(str, ends)), kept.version) == (sorted([str(kept.cues), "stale"]), 1)
