"""From Chinese text to sound: pinyin by pypinyin, spoken by espeak-ng; without it, a soft tune of the same length.

espeak-ng knows too few Chinese characters by itself, and spells the others out; given pinyin with tones, it reads well.
"""

import array
import math
import re
import shutil
import subprocess
import sys
import wave
from pathlib import Path

from pypinyin import Style, lazy_pinyin

RATE = 22_050
VOICE = "cmn-latn-pinyin"
WORDS_A_MINUTE = "165"
SECONDS_A_CHARACTER = 0.24
PENTATONIC = (261.63, 293.66, 329.63, 392.0, 440.0)  # C4 D4 E4 G4 A4
PAUSE = str.maketrans("，。！？；：、“”", ",.!?;:,  ")


def has_voice() -> bool:
    """Tell whether this machine can speak."""
    return shutil.which("espeak-ng") is not None


def sentences(text: str) -> list[str]:
    """Split *text* after each full stop, question mark, exclamation mark or semicolon."""
    return [part for part in re.split(r"(?<=[。！？；])", text) if part]


def pinyin(text: str) -> str:
    """Return *text* as pinyin with tone numbers, its punctuation as pauses."""
    syllables = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)
    return " ".join(syllable.translate(PAUSE) for syllable in syllables)


def speak(text: str, target: Path) -> float:
    """Write *text* as speech to the WAV file *target*; return its length in seconds."""
    command = ["espeak-ng", "-v", VOICE, "-s", WORDS_A_MINUTE, "-p", "42", "-w", str(target), "--", pinyin(text)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    with wave.open(str(target)) as sound:
        return sound.getnframes() / sound.getframerate()


def hum(text: str, target: Path) -> float:
    """Write a quiet tune as long as *text* would take to say to the WAV file *target*; return its length in seconds."""
    seconds = max(1.0, len(text) * SECONDS_A_CHARACTER)
    samples = array.array("h", (_tone(index / RATE, len(text)) for index in range(int(seconds * RATE))))
    write_sound(target, samples)
    return len(samples) / RATE


def read_sound(source: Path) -> "array.array[int]":
    """Return the samples of a mono 16-bit WAV file of our rate."""
    with wave.open(str(source)) as sound:
        if (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) != (1, 2, RATE):
            raise ValueError(f"{source.name}: not mono, 16 bit, {RATE} Hz")
        samples = array.array("h", sound.readframes(sound.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def write_sound(target: Path, samples: "array.array[int]") -> None:
    """Write *samples* as a mono 16-bit WAV file of our rate."""
    data = array.array("h", samples)
    if sys.byteorder == "big":
        data.byteswap()
    with wave.open(str(target), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(data.tobytes())


def _tone(at: float, seed: int) -> int:
    """Return the sample at *at* seconds: one soft bell of the pentatonic scale every 0.8 seconds."""
    beat, within = divmod(at, 0.8)
    pitch = PENTATONIC[(int(beat) * 2 + seed) % len(PENTATONIC)]
    return int(2600 * math.exp(-3 * within) * math.sin(2 * math.pi * pitch * at) * min(1.0, within * 40))
