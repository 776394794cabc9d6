"""Making things with ffmpeg from one upload: pieces, sound, package, pictures. Knows folders, not the database."""

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from media_pipeline.errors import Broken, Interrupted
from media_pipeline.processing import ffmpeg
from media_pipeline.processing.boxes import count_frames, frame_sizes
from media_pipeline.processing.facts import Facts
from media_pipeline.processing.inspect import inspect_package
from media_pipeline.processing.plan import SCREEN_RATE, Plan, as_copied, as_screen, could_copy, is_lean, is_screen
from media_pipeline.processing.playlists import write_masters
from media_pipeline.processing.sandbox import ENCODE_LIMITS, WHOLE_FILE_LIMITS, Finished, Limits, run_child

SPRITE_COLUMNS = SPRITE_ROWS = 10
SPRITE_HEIGHT = 90
LOOK_FRAMES = 30
LONGEST_LOOK = Fraction(4)  # seconds
SIGXFSZ = 25

type Tick = Callable[[int], None]


def run_tool(arguments: list[str], folder: Path, tick: Tick, limits: Limits = ENCODE_LIMITS) -> Finished:
    """Run one ffmpeg command; *tick* gets the milliseconds done so far. Raises ``Broken`` or ``Interrupted``."""
    done_ms = 0

    def on_line(line: str) -> None:
        nonlocal done_ms
        if match := re.match(r"out_time_us=(\d+)", line):
            done_ms = int(match[1]) // 1000

    result = run_child(arguments, limits=limits, folder=folder, on_line=on_line, on_tick=lambda: tick(done_ms))
    _raise_for(result)
    return result


def _raise_for(result: Finished) -> None:
    if result.stalled:
        raise Broken("stalled", result.tail)
    if result.code == -SIGXFSZ or "No space left on device" in result.tail or "Disk quota exceeded" in result.tail:
        raise Broken("disk_full", result.tail)
    if result.code < 0:
        raise Interrupted(f"signal {-result.code}\n{result.tail}")
    if result.code:
        raise Broken("encode_failed", result.tail)


def settle_plan(source: Path, plan: Plan, facts: Facts, folder: Path, tick: Tick) -> Plan:
    """Return *plan*, or what a trial of its top rung says is better: treat it as slides, or keep the upload's picture."""
    if plan.still or not (plan.rate > SCREEN_RATE or could_copy(plan, facts)):
        return plan
    needed = _trial(source, plan, facts, folder, tick)
    if needed is None:
        return plan
    if is_screen(plan, needed):
        return as_screen(plan)
    return as_copied(plan, facts) if could_copy(plan, facts) and is_lean(plan, facts, needed) else plan


def _trial(source: Path, plan: Plan, facts: Facts, folder: Path, tick: Tick) -> float | None:
    """Return how many kilobits per second the top rung needs, with a keyframe every four seconds; ``None`` when the looks
    showed no picture.

    Two short looks are enough, or one at a camera's picture: they show what a keyframe costs, and what comes after it.
    """
    seconds = min(LONGEST_LOOK, LOOK_FRAMES / plan.rate)
    starts = [Fraction(look, 1000) for look in facts.looks] if plan.seconds >= 4 * seconds else []
    needed: list[float] = []
    for start in starts or [Fraction(0)]:
        target = folder / "trial.mp4"
        run_tool(ffmpeg.encode_trial(source, plan, start, seconds, target), folder, tick)
        sizes = frame_sizes(target)
        target.unlink()
        if sizes:
            later = sum(sizes[1:]) / max(len(sizes) - 1, 1)
            needed.append((sizes[0] / float(plan.group_seconds) + later * float(plan.rate)) * 8 / 1000)
        if needed and needed[-1] > plan.rungs[0].cap:
            break  # nothing that the second look shows could make this a screen
    return sum(needed) / len(needed) if needed else None


def make_preview(source: Path, facts: Facts, folder: Path, tick: Tick) -> Path | None:
    """Make an MP4 for the teacher out of what browsers play already; ``None`` when they do not, or the file is too odd to copy."""
    if not facts.plays_as_it_is:
        return None
    target = folder / "preview.mp4"
    try:
        run_tool(ffmpeg.remux(source, facts.video_index, facts.audio_index, target), folder, tick, WHOLE_FILE_LIMITS)
    except Broken as error:
        if error.code != "encode_failed":
            raise
        return None
    return target


def make_piece(source: Path, plan: Plan, index: int, folder: Path, tick: Tick) -> list[Path]:
    """Encode one piece to all rungs and check that every frame is there; return the files."""
    run_tool(ffmpeg.encode_piece(source, plan, index, folder), folder, tick)
    files = [folder / f"{rung.name}.mp4" for rung in plan.encoded]
    for file in files:
        frames = count_frames(file)
        if frames != plan.frames_of(index):
            raise Broken("encode_failed", f"{file.name}: {frames} frames instead of {plan.frames_of(index)}")
    return files


def make_sound(source: Path, plan: Plan, folder: Path, tick: Tick) -> Path:
    """Encode the sound of the whole upload once, at even loudness; return the file."""
    measured = run_tool(ffmpeg.measure_loudness(source, plan.audio_index), folder, lambda ms: tick(ms // 3), WHOLE_FILE_LIMITS)
    target = folder / "sound.m4a"
    arguments = ffmpeg.encode_sound(source, plan.audio_index, gain=gain_for(measured.tail), seconds=plan.seconds, target=target)
    run_tool(arguments, folder, tick, WHOLE_FILE_LIMITS)
    return target


def gain_for(report: str) -> float:
    """Return the decibels that bring the measured loudness to the goal, at most 30 either way; 0 for silence."""
    figures = re.findall(r"I:\s+(-?[\d.]+) LUFS", report)
    loudness = float(figures[-1]) if figures else -70.0
    return 0.0 if loudness <= -69.0 else max(-30.0, min(30.0, ffmpeg.LOUDNESS_GOAL - loudness))


def make_package(
    source: Path | None, pieces: list[list[Path]], sound: Path | None, plan: Plan, folder: Path, tick: Tick
) -> list[Path]:
    """Join pieces (a list of files by rung for each) and sound into a package in *folder*, look at it, and return its files.

    The upload at *source* is needed only where its own picture is the top rung. Raises ``Broken`` when the look finds a
    fault: nothing faulty is ever published.
    """
    if plan.copies_top and source:
        run_tool(ffmpeg.package_copied(source, plan.rungs[0], plan, folder), folder, tick, WHOLE_FILE_LIMITS)
    listings = [folder / f"{rung.name}.txt" for rung in plan.encoded]
    exact = [plan.frames_of(index) / float(plan.rate) for index in range(plan.pieces)]  # an MP4 says it in milliseconds only
    for listing, files in zip(listings, zip(*pieces, strict=True), strict=True):
        listing.write_text("".join(f"file '{file}'\nduration {lasts:.6f}\n" for file, lasts in zip(files, exact, strict=True)))
    run_tool(ffmpeg.package(listings, sound, plan, folder), folder, tick, WHOLE_FILE_LIMITS)
    write_masters(folder, plan, has_sound=sound is not None)
    if problems := inspect_package(folder, plan, has_sound=sound is not None):
        raise Broken("inspect_failed", "\n".join(problems))
    make_pictures(folder, plan, tick)
    for listing in listings:
        listing.unlink()
    return sorted(path for path in folder.iterdir() if path.is_file())


def is_about_copy(error: Broken, plan: Plan) -> bool:
    """Tell whether ``make_package`` may have failed because the top is the upload's own picture: then encode that too."""
    return plan.copies_top and error.code in ("inspect_failed", "encode_failed")


def make_pictures(folder: Path, plan: Plan, tick: Tick) -> None:
    """Make the poster from a picture a little into the video, and the sheet of small pictures with its times."""
    at = min(plan.seconds / 10, Fraction(20))
    run_tool(ffmpeg.poster(folder / f"{_poster_rung(plan)}.mp4", at, folder / "poster.jpg"), folder, tick)
    every = max(10, -(-plan.duration_ms // 1000 // (SPRITE_COLUMNS * SPRITE_ROWS)))
    lowest = plan.rungs[-1]
    width = max(2, round(lowest.width * SPRITE_HEIGHT / lowest.height / 2) * 2)
    count = max(1, -(-plan.duration_ms // (every * 1000)))
    columns, rows = min(count, SPRITE_COLUMNS), -(-count // SPRITE_COLUMNS)
    size = f"{width}:{SPRITE_HEIGHT}"
    arguments = ffmpeg.sprite(
        folder / f"{lowest.name}.mp4", every=every, columns=columns, rows=rows, size=size, target=folder / "sprite.jpg"
    )
    run_tool(arguments, folder, tick)
    (folder / "sprite.vtt").write_text(_sprite_times(count, every, columns, width, plan.duration_ms))


def _poster_rung(plan: Plan) -> str:
    """Return the largest rung of at most 720, else the lowest there is."""
    fitting = [rung.name for rung in plan.rungs if int(rung.name) <= 720]
    return fitting[0] if fitting else plan.rungs[-1].name


def _sprite_times(count: int, every: int, columns: int, width: int, duration_ms: int) -> str:
    lines = ["WEBVTT\n"]
    for number in range(count):
        row, column = divmod(number, columns)
        begin, end = number * every * 1000, min((number + 1) * every * 1000, duration_ms)
        lines.append(
            f"{_clock(begin)} --> {_clock(end)}\nsprite.jpg#xywh={column * width},{row * SPRITE_HEIGHT},{width},{SPRITE_HEIGHT}\n"
        )
    return "\n".join(lines)


def _clock(ms: int) -> str:
    seconds, thousandths = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
