"""Write down what is said in a WAV file, one JSON line a piece: ``[from, to, words]`` in seconds. Runs as a child in the sandbox.

It imports nothing of the product: ``python -I listen.py ENGINE MODEL_FOLDER WAV LANGUAGE``. The WAV is one that ffmpeg wrote
(16 kHz, mono, 16 bit): no other decoder ever sees what a stranger sent. Exit status 3: engine or model cannot be used.
"""

import importlib
import json
import os
import sys
import wave
from collections.abc import Iterator
from typing import Any, Protocol

UNUSABLE = 3
RATE = 16_000
WINDOW = 600 * RATE
SEARCH = 30 * RATE

type Heard = tuple[float, float, str]


class Engine(Protocol):
    """Something that hears words in sound; made from the folder of a model."""

    def hear(self, samples: Any, language: str) -> Iterator[Heard]:
        """Give what is said in *samples* (numbers from -1 to 1, 16,000 a second) piece by piece, in order."""


class FasterWhisper:
    """Whisper models in the form of CTranslate2, on the processor with eight-bit numbers."""

    def __init__(self, folder: str) -> None:
        whisper = importlib.import_module("faster_whisper")
        self.model = whisper.WhisperModel(
            folder, device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True
        )

    def hear(self, samples: Any, language: str) -> Iterator[Heard]:
        """Leave silence out before listening: it costs time, and models make words up in it."""
        segments, _about = self.model.transcribe(
            samples, language=language, beam_size=1, vad_filter=True, condition_on_previous_text=False
        )
        for segment in segments:
            yield segment.start, segment.end, segment.text.strip()


ENGINES: dict[str, type[FasterWhisper]] = {"faster-whisper": FasterWhisper}


def windows(name: str) -> Iterator[tuple[float, Any]]:
    """Give a WAV file in pieces of some minutes, cut where it is quietest, each with the second at which it begins.

    Engines look at all they get at once: hours of sound would need gigabytes of memory.
    """
    numpy = importlib.import_module("numpy")
    with wave.open(name, "rb") as sound:
        if (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) != (RATE, 1, 2):
            raise ValueError("not 16 kHz, mono, 16 bit")
        begin, total = 0, sound.getnframes()
        while begin < total:
            sound.setpos(begin)
            samples = numpy.frombuffer(sound.readframes(WINDOW), numpy.int16).astype(numpy.float32) / 32768
            if begin + len(samples) < total:
                samples = samples[: _quietest(numpy, samples)]
            yield begin / RATE, samples
            begin += len(samples)


def _quietest(numpy: Any, samples: Any) -> int:
    """Return the middle of the quietest tenth of a second in the last part of a full window."""
    tail = samples[-SEARCH:].reshape(-1, RATE // 10)
    return int(len(samples) - SEARCH + (numpy.abs(tail).sum(axis=1).argmin() + 0.5) * (RATE // 10))


def main(engine: str, folder: str, name: str, language: str) -> int:
    """Print what *engine* hears."""
    try:
        listener: Engine = ENGINES[engine](folder)
    except (KeyError, ImportError, RuntimeError, OSError, ValueError) as error:
        sys.stderr.write(f"{engine} with {folder}: {type(error).__name__}: {error}\n")
        return UNUSABLE
    for offset, samples in windows(name):
        for begin, end, words in listener.hear(samples, language):
            sys.stdout.write(json.dumps([offset + begin, offset + end, words]) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "OMP_NUM_THREADS": "1"}
    sys.exit(main(*sys.argv[1:5]))
