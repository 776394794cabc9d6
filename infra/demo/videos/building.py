"""Put slides and narration together into an MP4, with captions timed by the narration itself."""

import array
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from infra.demo.videos.script import Script
from infra.demo.videos.slides import draw_slide
from infra.demo.videos.speech import RATE, has_voice, hum, read_sound, sentences, speak, write_sound

RECIPE = "4"  # raise it when the same script should give another video
AFTER_SENTENCE = 0.25
AFTER_SLIDE = 0.7
FRAMES_A_SECOND = 5
SILENT_NOTE = "本片没有配音，请看字幕"


@dataclass(frozen=True)
class Cue:
    """One caption, in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class BuiltVideo:
    """A finished video: the file, its captions as WebVTT text, and whether a voice narrates it."""

    file: Path
    captions: str
    narrated: bool


def build_video(script: Script, folder: Path, *, ffmpeg: str = "ffmpeg") -> BuiltVideo:
    """Return the video of *script*, made into *folder* unless the very same one is there already.

    ``subprocess.CalledProcessError`` when a program fails; nothing half-made stays behind.
    """
    narrated = has_voice()
    name = f"{script.name}-{script.digest(RECIPE, str(narrated))}"
    video, captions = folder / f"{name}.mp4", folder / f"{name}.vtt"
    if not (video.exists() and captions.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            _make(script, Path(scratch), video, captions, narrated=narrated, ffmpeg=ffmpeg)
    return BuiltVideo(video, captions.read_text(encoding="utf-8"), narrated)


def captions_text(cues: list[Cue]) -> str:
    """Return *cues* as a WebVTT document."""
    parts = [f"{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *parts])


def _make(script: Script, scratch: Path, video: Path, captions: Path, *, narrated: bool, ffmpeg: str) -> None:
    sound: array.array[int] = array.array("h", bytes(2 * RATE // 2))
    cues: list[Cue] = []
    listing = ["ffconcat version 1.0"]
    shown_until = 0.0
    for number, slide in enumerate(script.slides):
        picture = scratch / f"{number}.png"
        draw_slide(script, number, footnote="" if narrated else SILENT_NOTE).save(picture)
        cues += _narrate(slide.say, sound, scratch / "part.wav", narrated=narrated)
        _silence(sound, AFTER_SLIDE)
        seconds = len(sound) / RATE - shown_until
        listing += [f"file {picture.name}", f"duration {seconds:.3f}"]
        shown_until += seconds
    listing.append(f"file {picture.name}")
    (scratch / "slides.txt").write_text("\n".join(listing), encoding="utf-8")
    write_sound(scratch / "sound.wav", sound)
    _encode(scratch, length=shown_until, ffmpeg=ffmpeg)
    captions.write_text(captions_text(cues), encoding="utf-8")
    shutil.move(scratch / "video.mp4", video)


def _narrate(text: str, sound: "array.array[int]", part: Path, *, narrated: bool) -> list[Cue]:
    """Append *text* to *sound* sentence by sentence; return one cue for each."""
    cues = []
    for sentence in sentences(text):
        start = len(sound) / RATE
        seconds = (speak if narrated else hum)(sentence, part)
        sound.extend(read_sound(part))
        cues.append(Cue(start, start + seconds, sentence))
        _silence(sound, AFTER_SENTENCE)
    return cues


def _silence(sound: "array.array[int]", seconds: float) -> None:
    sound.extend(array.array("h", bytes(2 * int(seconds * RATE))))


def _encode(scratch: Path, *, length: float, ffmpeg: str) -> None:
    """Encode the slides of ``slides.txt`` with ``sound.wav`` to ``video.mp4``, all in *scratch*."""
    command = [ffmpeg, "-v", "error", "-nostdin", "-f", "concat", "-i", "slides.txt", "-i", "sound.wav"]
    command += ["-vf", f"fps={FRAMES_A_SECOND},format=yuv420p", "-t", f"{length:.3f}"]
    command += ["-c:v", "libx264", "-preset", "superfast", "-tune", "stillimage", "-crf", "20", "-g", "20"]
    command += ["-ar", "44100", "-c:a", "aac", "-b:a", "96k"]
    command += ["-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "video.mp4"]
    subprocess.run(command, check=True, capture_output=True, timeout=600, cwd=scratch)


def _clock(seconds: float) -> str:
    """Return *seconds* as WebVTT writes time: ``00:01:02.345``."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
