"""Looks at a finished package the way a player suffers from it, before anybody else does."""

import re
from pathlib import Path

from media_pipeline.processing import ffmpeg
from media_pipeline.processing.boxes import first_shown
from media_pipeline.processing.plan import Plan
from media_pipeline.processing.playlists import MediaPlaylist, read_playlist
from media_pipeline.processing.sandbox import SCAN_LIMITS, run_child

TOLERANCE = 0.03  # seconds


def inspect_package(folder: Path, plan: Plan, *, has_sound: bool) -> list[str]:
    """Return what is wrong with the package in *folder*; empty when nothing is.

    Checked: every list is complete, every segment begins with a keyframe, all rungs cut at the same times and have every
    frame, the promised rates hold, and picture and sound are as long as planned.
    """
    problems = [f"{name} is missing" for name in _expected(plan, has_sound) if not (folder / name).is_file()]
    if problems:
        return problems
    begins = {rung.name: first_shown(folder / f"{rung.name}.mp4") for rung in plan.rungs}
    lists = {rung.name: read_playlist(folder / f"{rung.name}.m3u8") for rung in plan.rungs}
    sound = read_playlist(folder / "audio.m3u8") if has_sound else None
    for name, playlist in lists.items():
        problems += _check_rung(folder, name, playlist, plan)
    problems += _check_cuts(lists, begins)
    problems += _check_promises((folder / "master.m3u8").read_text(), lists, sound)
    if sound and (not sound.ended or abs(sound.seconds - float(plan.seconds)) > 0.1):
        problems.append(f"sound: {sound.seconds:.2f} s instead of {float(plan.seconds):.2f}")
    return problems


def _expected(plan: Plan, has_sound: bool) -> list[str]:
    names = [f"{rung.name}.{kind}" for rung in plan.rungs for kind in ("m3u8", "mp4")]
    return [*names, "master.m3u8", "native.m3u8", "plain.mp4", *(("audio.m3u8", "audio.mp4") if has_sound else ())]


def _check_rung(folder: Path, name: str, playlist: MediaPlaylist, plan: Plan) -> list[str]:
    problems = [] if playlist.ended else [f"{name}: the list does not end"]
    size = (folder / f"{name}.mp4").stat().st_size
    if any(segment.offset + segment.size > size for segment in playlist.segments):
        problems.append(f"{name}: a segment lies outside the file")
    times, keys = read_frames(folder / f"{name}.m3u8", folder)
    if len(times) != plan.frames:
        problems.append(f"{name}: {len(times)} frames instead of {plan.frames}")
    if abs(playlist.seconds - float(plan.seconds)) > 0.1:
        problems.append(f"{name}: {playlist.seconds:.2f} s instead of {float(plan.seconds):.2f}")
    at = min(times, default=0.0)
    for segment in playlist.segments:
        if not any(abs(key - at) < TOLERANCE for key in keys):
            problems.append(f"{name}: the segment at {at:.2f} s does not begin with a keyframe")
        at += segment.seconds
    return problems


def _check_cuts(lists: dict[str, MediaPlaylist], begins: dict[str, float | None]) -> list[str]:
    first = next(iter(lists))
    wanted = [segment.seconds for segment in lists[first].segments]
    problems = []
    for name, playlist in lists.items():
        begin, wanted_begin = begins[name], begins[first]
        if begin is None or wanted_begin is None or abs(begin - wanted_begin) > TOLERANCE:
            problems.append(f"{name}: begins at {begin} s, the first rung at {wanted_begin}")
        cuts = [segment.seconds for segment in playlist.segments]
        if len(cuts) != len(wanted) or any(abs(a - b) > TOLERANCE for a, b in zip(cuts, wanted, strict=True)):
            problems.append(f"{name}: cut at other times than the first rung")
    return problems


def _check_promises(master: str, lists: dict[str, MediaPlaylist], sound: MediaPlaylist | None) -> list[str]:
    promised = re.findall(r"INF:BANDWIDTH=(\d+),[^\n]*\n(\w+)\.m3u8", master)
    found = {name: int(rate) for rate, name in promised}
    problems = [] if len(found) == len(lists) else ["master: a rung is missing"]
    if master.count("CODECS=") != len(found):
        problems.append("master: a rung does not say its codecs")
    for name, rate in found.items():
        peak = lists[name].peak + (sound.peak if sound else 0)
        if not 0.9 * peak <= rate <= 1.1 * peak:
            problems.append(f"{name}: promises {rate} bit/s, needs {peak:.0f}")
    return problems


def read_frames(path: Path, folder: Path) -> tuple[list[float], list[float]]:
    """Return the times of all frames, and of those that are keyframes, in one of our own files."""
    times: list[float] = []
    keys: list[float] = []

    def feed(line: str) -> None:
        pts, flags, *_ = [*line.strip().split(","), "", ""]
        if pts in ("", "N/A"):
            return
        times.append(float(pts))
        if "K" in flags:
            keys.append(float(pts))

    run_child(ffmpeg.list_frames(path), limits=SCAN_LIMITS, folder=folder, on_line=feed)
    return times, keys
