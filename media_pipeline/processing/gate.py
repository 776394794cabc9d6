"""The gate: decides from a file's content whether it is a playable video, and if not, why. Nothing outside it is opened."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from media_pipeline.errors import Broken, Interrupted, Refused
from media_pipeline.processing import ffmpeg
from media_pipeline.processing.facts import Facts, PacketReader, build_facts, display_size, pick_streams
from media_pipeline.processing.sandbox import PROBE_LIMITS, SCAN_LIMITS, Finished, Limits, run_child
from media_pipeline.processing.sniff import sniff

MAX_DURATION_MS = 6 * 3600 * 1000
MAX_LONG_SIDE, MAX_SHORT_SIDE = 4096, 2304
MAX_STREAMS = 64
MIN_DURATION_MS = 40
MIN_SCORE = 25  # below, a demuxer only guesses
_FIRM = ("mov", "matroska", "webm", "asf")  # containers whose header can be held against them

type Tick = Callable[[], None]


def examine(path: Path, scratch: Path, tick: Tick | None = None) -> Facts:
    """Return what the upload at *path* holds. Raises ``Refused`` with the reason when it is no acceptable video, and
    ``Interrupted`` when a look was killed from outside.
    """
    if path.stat().st_size > settings.MEDIA_MAX_UPLOAD_BYTES:
        raise Refused("too_large")
    if code := sniff(path):
        raise Refused(code)
    probe = _probe(path, scratch, tick)
    _check_header(probe)
    picture, _sound = pick_streams(probe)
    facts = build_facts(probe, _read_packets(path, scratch, tick, picture["index"] if picture else -1))
    _check_facts(facts)
    _check_decodes(facts, path, scratch, tick)
    return facts


def is_damaged(facts: Facts) -> bool:
    """Tell whether the upload ends clearly earlier than its header says."""
    firm = any(name in facts.container.split(",") for name in _FIRM)
    return firm and facts.duration_ms < facts.header_ms * 0.98 - 1000


def _probe(path: Path, scratch: Path, tick: Tick | None) -> dict[str, Any]:
    result = _ask(ffmpeg.probe(path), PROBE_LIMITS, scratch, tick)
    if result.code:
        raise Refused(_why_unreadable(result, path), result.tail)
    try:
        probe: dict[str, Any] = json.loads(result.output)
    except ValueError as error:
        raise Refused("unknown_type", result.tail) from error
    if int(probe.get("format", {}).get("probe_score", 0)) < MIN_SCORE:
        raise Refused("unknown_type")
    return probe


def _ask(
    arguments: list[str], limits: Limits, scratch: Path, tick: Tick | None, on_line: Callable[[str], None] | None = None
) -> Finished:
    """Run one look at the file. Raises ``Interrupted`` when it was killed from outside, which says nothing about the file."""
    result = run_child(arguments, limits=limits, folder=scratch, on_line=on_line, on_tick=tick)
    if result.was_killed(limits):
        raise Interrupted(f"signal {-result.code}\n{result.tail}")
    return result


def _why_unreadable(result: Finished, path: Path) -> str:
    """Return the refusal code for a file that ffprobe could not open."""
    if result.code < 0 or result.stalled:
        return "too_costly"
    with path.open("rb") as handle:
        head = handle.read(12)
    if head[4:8] in (b"ftyp", b"mdat") and "moov atom not found" in result.tail:
        return "cut_off"
    return "undecodable" if head[4:8] == b"ftyp" or head[:4] in (b"\x1aE\xdf\xa3", b"RIFF") else "unknown_type"


def _check_header(probe: dict[str, Any]) -> None:
    """Refuse by the header alone what would be costly to look at."""
    streams = probe.get("streams", [])
    if len(streams) > MAX_STREAMS:
        raise Refused("too_many_streams")
    picture, sound = pick_streams(probe)
    if picture is None and sound is None:
        raise Refused("no_streams")
    if any(str(s.get("codec_tag_string", "")) in ("encv", "enca") for s in (picture, sound) if s):
        raise Refused("protected")
    if picture is not None:
        width, height = display_size(picture)
        if max(width, height) > MAX_LONG_SIDE or min(width, height) > MAX_SHORT_SIDE:
            raise Refused("too_many_pixels", f"{width}x{height}")
        if min(width, height) <= 0:
            raise Refused("undecodable", f"{width}x{height}")


def _read_packets(path: Path, scratch: Path, tick: Tick | None, picture: int) -> PacketReader:
    packets = PacketReader(picture)
    result = _ask(ffmpeg.packets(path), SCAN_LIMITS, scratch, tick, packets.feed)
    if result.stalled or result.code < 0:
        raise Refused("too_costly", result.tail)
    return packets


def _check_facts(facts: Facts) -> None:
    """Refuse by what the packets show."""
    if not facts.has_video and not facts.has_sound:
        raise Refused("undecodable")
    if facts.duration_ms > MAX_DURATION_MS:
        raise Refused("too_long", f"{facts.duration_ms} ms")
    if facts.duration_ms < MIN_DURATION_MS:
        raise Refused("too_short", f"{facts.duration_ms} ms")


def _check_decodes(facts: Facts, path: Path, scratch: Path, tick: Tick | None) -> None:
    """Refuse when not even the first frames come out of the stream that matters."""
    for index in (facts.video_index, facts.audio_index):
        if index < 0:
            continue
        result = _ask(ffmpeg.decode_start(path, index), PROBE_LIMITS, scratch, tick)
        if result.stalled or result.code < 0:
            raise Refused("too_costly", result.tail)
        frames = [line for line in result.output.splitlines() if line and not line.startswith(b"#")]
        if not frames:
            raise Refused("undecodable", result.tail)


def check_stored(path: Path, size: int) -> None:
    """Refuse to work on a file that is not the one that was uploaded."""
    if not path.exists():
        raise Broken("source_missing")
    if path.stat().st_size != size:
        raise Broken("source_changed", f"{path.stat().st_size} bytes, not {size}")
