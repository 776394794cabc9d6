"""A machine writes down what is said: a draft, made without a network, by a worker that may die at any moment."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now

from foundation.api import Conflict, NotAllowed
from media_pipeline.api import DictationState, attach_captions, caption_sheets, dictation_state, request_dictation, transcript
from media_pipeline.assets.leases import MAX_ATTEMPTS
from media_pipeline.assets.models import Asset, StepRun
from media_pipeline.enums import AssetState, CaptionState, StepOutcome
from media_pipeline.speech.models import Dictation
from media_pipeline.speech.services import SCRIPT, dictate, sweep_dictations
from tests.factories.organisations import RoleGrantFactory
from tests.media_pipeline.processing.test_kills import children_working_on, fork_worker, kill_worker, wait_for

pytestmark = pytest.mark.django_db
VTT = "00:00.000 --> 00:02.000\nwritten by a person"


@pytest.fixture
def spoken(listening: None, upload_file: Callable[..., Asset], work_off: Callable[..., Asset], talk: Path) -> Asset:
    """A ready video that waits to be listened to."""
    return work_off(upload_file(talk))


def only() -> Dictation:
    return Dictation.objects.get()


def test_without_a_model_nothing_of_it_exists(
    upload_file: Callable[..., Asset], work_off: Callable[..., Asset], lesson: Path, teacher: Any
) -> None:
    asset = work_off(upload_file(lesson))

    with pytest.raises(Conflict, match="没有装听写用的模型"):
        request_dictation(asset.pk, actor=teacher)

    assert (asset.state, Dictation.objects.count(), sweep_dictations()) == (AssetState.READY, 0, 0)
    assert dictation_state(asset.pk) == DictationState.OFF


def test_what_is_said_becomes_a_draft_that_nobody_sees_before_it_is_approved(
    spoken: Asset, scratch_files: Callable[[], list[Path]]
) -> None:
    assert dictation_state(spoken.pk) == DictationState.LISTENING

    assert dictate(only().pk) is True

    sheet = caption_sheets(spoken.pk)[0]
    said = " ".join(cue.text for cue in sheet.cues).lower()
    assert (sheet.language, sheet.state, sheet.is_dictated) == ("en", CaptionState.DRAFT, True)
    assert "blood pressure" in said
    assert "five minutes" in said
    assert transcript(spoken.pk) == []
    assert dictation_state(spoken.pk) == DictationState.WRITTEN
    run = StepRun.objects.get(asset=spoken, name="speech")
    assert (run.outcome, run.processor_ms < 20_000) == (StepOutcome.DONE, True)
    assert (scratch_files(), dictate(only().pk)) == ([], False)


def test_a_person_was_quicker_and_is_not_overwritten(spoken: Asset, teacher: Any) -> None:
    attach_captions(spoken.pk, actor=teacher, language="en", text=VTT)

    assert dictate(only().pk) is True

    assert [cue.text for cue in transcript(spoken.pk)] == ["written by a person"]
    with pytest.raises(Conflict, match="已经有这个语言的字幕了"):
        request_dictation(spoken.pk, actor=teacher)


def test_others_ask_for_nothing(spoken: Asset, teacher: Any) -> None:
    Dictation.objects.all().delete()
    colleague = RoleGrantFactory(organisation_id=teacher.organisation_id).person

    with pytest.raises(NotAllowed):
        request_dictation(spoken.pk, actor=colleague)
    assert not Dictation.objects.exists()
    for _press in range(2):
        request_dictation(spoken.pk, actor=teacher)
    assert Dictation.objects.count() == 1


def test_a_model_that_cannot_be_used_is_said_at_once(spoken: Asset, teacher: Any, settings: Any, tmp_path: Path) -> None:
    settings.SPEECH_MODEL_DIR = str(tmp_path)

    assert dictate(only().pk) is False

    assert (dictation_state(spoken.pk), only().error.startswith("speech_unusable")) == (DictationState.FAILED, True)
    request_dictation(spoken.pk, actor=teacher)
    assert dictation_state(spoken.pk) == DictationState.LISTENING


def test_the_third_death_is_the_last_until_somebody_asks(spoken: Asset, teacher: Any) -> None:
    Dictation.objects.update(attempts=MAX_ATTEMPTS, lease_until=Now())

    assert dictate(only().pk) is False
    assert (dictation_state(spoken.pk), sweep_dictations()) == (DictationState.FAILED, 0)

    request_dictation(spoken.pk, actor=teacher)
    assert dictate(only().pk) is True


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_listens_is_replaced(spoken: Asset, media_folders: Path, scratch_files: Callable[[], Any]) -> None:
    row = only()
    worker = fork_worker(lambda: dictate(row.pk))
    wait_for(lambda: [line for line in children_working_on(spoken) if "listen.py" in line])
    assert kill_worker(worker) == -signal.SIGKILL
    wait_for(lambda: children_working_on(spoken) == [], 5)
    assert dictate(row.pk) is False  # somebody still seems to hold it
    Dictation.objects.update(lease_until=Now())

    assert sweep_dictations() == 1
    assert dictate(row.pk) is True

    assert (len(caption_sheets(spoken.pk)), scratch_files()) == (1, [])


def test_the_engine_never_asks_for_the_network(model: Path, voice: Path, tmp_path: Path) -> None:
    """Watched from outside, and with the network there: not one socket of the internet is opened, no name is looked up."""
    wav, log = tmp_path / "sound.wav", tmp_path / "calls"
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(voice), "-ar", "16000", "-ac", "1", str(wav)], check=True)
    watch = ["strace", "-f", "-qq", "-e", "trace=%network", "-o", str(log)]
    listen = [sys.executable, "-I", str(SCRIPT), "faster-whisper", str(model), str(wav), "en"]

    heard = subprocess.run([*watch, *listen], capture_output=True, text=True, check=True).stdout

    assert "blood pressure" in heard
    assert [line for line in log.read_text().splitlines() if "AF_INET" in line or "connect(" in line] == []
