"""A deck and its recordings become the bytes of an upload, and the ordinary pipeline does the rest."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now

from foundation.api import Conflict
from media_pipeline import storage
from media_pipeline.api import (
    Narration,
    cancel_asset,
    cancel_composition,
    move_recording,
    narration_sheet,
    page_times,
    remove_recording,
    request_composition,
    set_stand,
)
from media_pipeline.assets.models import Asset, Piece, StepRun
from media_pipeline.enums import AssetState, NarrationState
from media_pipeline.management.commands.media_check import differing_files, unknown_files
from media_pipeline.narration.composing import compose
from media_pipeline.narration.models import PageTimes
from media_pipeline.narration.services import MOST_STANDS, open_narration, ring_late
from media_pipeline.processing.plan import Plan
from media_pipeline.uploads.models import StorageQuota
from tests.media_pipeline.narration.conftest import Say, draw_rows, states
from tests.media_pipeline.narration.test_recordings import HTML_PAGE, wav
from tests.media_pipeline.processing.test_kills import children_working_on, fork_worker, kill_worker, wait_for

pytestmark = pytest.mark.django_db


def test_a_deck_becomes_a_video_then_its_next_version_and_equal_ones_are_made_once(
    drawn_narration: Narration,
    say: Say,
    spoken: Path,
    teacher: Any,
    work_off: Callable[[Asset], Asset],
    scratch_files: Callable[[], list[Path]],
) -> None:
    narration = drawn_narration
    say(narration, {"第1页.m4a": spoken, "第3页.m4a": spoken})
    set_stand(narration, 2, 4)
    asset = request_composition(narration, actor=teacher, anew=False)
    assert (asset.state, compose(narration.pk)) == (AssetState.COMPOSING, True)
    asset = work_off(asset)
    narration.refresh_from_db()

    assert (asset.state, asset.error_code, asset.duration_ms, asset.has_sound) == (AssetState.READY, "", 9_000, True)
    assert (narration.state, narration.percent) == (NarrationState.COMPOSED, 100)
    assert [(page.number, page.start_ms, page.title) for page in page_times(asset.pk)] == [
        (1, 0, "先洗手再量血压"),
        (2, 2_500, "袖带和心脏一样高"),
        (3, 6_500, "记下两次读数"),
    ]
    plan = Plan.from_json(asset.plan)
    assert ([rung.name for rung in plan.rungs], plan.rate, plan.copies_top) == (["720", "480", "360"], 2, True)
    assert [*differing_files(quick=False), *unknown_files(), *scratch_files()] == []
    assert request_composition(narration, actor=teacher, anew=False).version == 1

    remove_recording(narration, 3)
    again = request_composition(narration, actor=teacher, anew=False)
    assert (again.pk, again.version, again.ready_version, len(page_times(asset.pk))) == (asset.pk, 2, 1, 3)
    set_stand(narration, 3, 0)
    assert request_composition(narration, actor=teacher, anew=False).version == 3
    assert (compose(narration.pk), compose(narration.pk)) == (True, False)
    asset = work_off(asset)
    assert (asset.ready_version, asset.duration_ms) == (3, 6_500)
    assert [page.start_ms for page in page_times(asset.pk)] == [0, 2_500]

    twin = open_narration(narration.deck)  # type: ignore[arg-type]
    say(twin, {"别的名字.m4a": spoken}, number=1)
    set_stand(twin, 2, 4)
    set_stand(twin, 3, 0)
    same = request_composition(twin, actor=teacher, anew=False)
    compose(twin.pk)
    same = work_off(same)
    assert (same.state, same.sha256 == asset.sha256, Piece.objects.filter(asset=same).count()) == (AssetState.READY, True, 0)


def test_nothing_is_composed_of_what_is_not_there(narration: Narration, say: Say, teacher: Any, monkeypatch: Any) -> None:
    def refusal() -> str:
        with pytest.raises(Conflict) as raised:
            request_composition(narration, actor=teacher, anew=False)
        return raised.value.message

    said = [refusal()]
    say(narration, {"1.mp3": HTML_PAGE})
    said.append(refusal())
    remove_recording(narration, 1)
    say(narration, {"1.wav": wav(1)}, checked=False)
    said.append(refusal())
    remove_recording(narration, 1)
    say(narration, {"1.wav": wav(1)})
    monkeypatch.setattr("media_pipeline.narration.services.LONGEST_MS", 10_000)
    said.append(refusal())
    monkeypatch.undo()
    StorageQuota.objects.update_or_create(organisation=narration.organisation, defaults={"bytes": 1})
    said.append(refusal())
    draw_rows(narration.deck, 0)  # type: ignore[arg-type]
    said.append(refusal())

    starts = [
        "还没有一页有录音",
        "第 1 页的录音“1.mp3”没有收下",
        "还有录音正在检查",
        "加起来超过",
        "本机构的视频空间",
        "还没有一页有录音",
    ]
    assert [text.startswith(start) for text, start in zip(said, starts, strict=True)] == [True] * 6
    assert (Asset.objects.count(), Narration.objects.get().state) == (0, NarrationState.OPEN)


def test_two_presses_are_one_composition(narration: Narration, say: Say, teacher: Any) -> None:
    say(narration, {"1.wav": wav(1)})

    assets = [request_composition(narration, actor=teacher, anew=False) for _press in range(2)]

    assert [(asset.pk, asset.version) for asset in assets] == [(assets[0].pk, 1)] * 2


def test_a_deck_drawn_again_meanwhile_stops_composing_with_a_sentence(narration: Narration, say: Say, teacher: Any) -> None:
    say(narration, {"1.wav": wav(1)})
    asset = request_composition(narration, actor=teacher, anew=False)
    draw_rows(narration.deck, 2, "1")  # type: ignore[arg-type]

    assert compose(narration.pk) is False

    narration.refresh_from_db()
    asset.refresh_from_db()
    assert (narration.state, narration.error_code) == (NarrationState.STOPPED, "deck_changed")
    assert (asset.state, asset.error_code) == (AssetState.FAILED, "compose_failed")
    sheet = narration_sheet(narration, narration.deck, person_id=teacher.pk)  # type: ignore[arg-type]
    assert (str(sheet.failure.text) if sheet.failure else "", sheet.is_changed) == ("合成的时候，课件或录音变了。", True)
    again = request_composition(narration, actor=teacher, anew=False)
    assert (again.pk, again.version, again.state) == (asset.pk, 2, AssetState.COMPOSING)


def test_a_recording_that_another_editor_moves_meanwhile_stops_it_too(narration: Narration, say: Say, teacher: Any) -> None:
    say(narration, {"1.wav": wav(1)})
    request_composition(narration, actor=teacher, anew=False)
    move_recording(narration, 1, 2)

    assert compose(narration.pk) is False

    narration.refresh_from_db()
    assert (narration.error_code, sorted(states(narration))) == ("deck_changed", [2])


def test_what_is_cancelled_stays_cancelled(narration: Narration, say: Say, teacher: Any) -> None:
    say(narration, {"1.wav": wav(1)})
    asset = request_composition(narration, actor=teacher, anew=False)
    for _press in range(2):
        cancel_composition(narration)

    narration.refresh_from_db()
    asset.refresh_from_db()
    assert (compose(narration.pk), narration.state, asset.state) == (False, NarrationState.STOPPED, AssetState.FAILED)

    request_composition(narration, actor=teacher, anew=False)
    cancel_asset(asset, actor=teacher)
    assert compose(narration.pk) is False
    narration.refresh_from_db()
    assert (narration.state, narration.error_code) == (NarrationState.STOPPED, "cancelled")


def test_a_video_that_others_see_is_left_alone(narration: Narration, say: Say, teacher: Any) -> None:
    say(narration, {"1.wav": wav(1)})
    first = request_composition(narration, actor=teacher, anew=False)
    set_stand(narration, 2, MOST_STANDS)

    second = request_composition(narration, actor=teacher, anew=True)

    assert (first.pk != second.pk, second.version) == (True, 1)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_composes_is_replaced(
    drawn_narration: Narration, say: Say, teacher: Any, scratch_files: Callable[[], list[Path]]
) -> None:
    narration = drawn_narration
    say(narration, {"1.wav": wav(1)})
    set_stand(narration, 2, MOST_STANDS)
    asset = request_composition(narration, actor=teacher, anew=False)
    worker = fork_worker(lambda: compose(narration.pk))
    wait_for(lambda: [line for line in children_working_on(asset) if "libx264" in line])
    assert kill_worker(worker) == -signal.SIGKILL
    wait_for(lambda: children_working_on(asset) == [])
    assert compose(narration.pk) is False  # somebody still seems to hold it
    Narration.objects.update(lease_until=Now())

    assert (ring_late(), compose(narration.pk)) == (1, True)

    asset.refresh_from_db()
    assert (asset.state, PageTimes.objects.get().times) == (AssetState.STORED, [[1, 0], [2, 1_000], [3, 601_000]])
    assert storage.path_of(storage.source_key(asset.key, 1)).stat().st_size == asset.size
    assert [path for path in scratch_files() if path.is_file()] == []
    assert [outcome for (outcome,) in StepRun.objects.order_by("pk").values_list("outcome")] == ["running", "done"]
