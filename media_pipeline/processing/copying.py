"""When an upload's own picture or sound can be kept as it is. Pure; asked with what ffprobe and the packets show."""

from array import array
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

SEGMENT_SECONDS = Fraction(39, 10)  # a little under four, so that a keyframe at exactly four counts
LONGEST_GROUP = 10.2  # seconds; a longer one would make a segment that weak lines cannot hold
_PROFILES = ("Constrained Baseline", "Baseline", "Main", "High")
_JITTER = 0.004  # seconds; Matroska rounds times to milliseconds


def cuts_of(picture: dict[str, Any], times: Sequence[float], keys: Sequence[float], rate: Fraction) -> tuple[int, ...]:
    """Return at which pictures the stream can be cut into segments of about four seconds; empty when it cannot be copied.

    *times* and *keys* are when its pictures and keyframes are shown, in seconds from the beginning. Players need even
    steps in time, a keyframe every ten seconds, H.264 that old phones decode, and pixels that need no turning.
    """
    if not (_is_common(picture) and _is_square(picture) and _on_grid(times, rate)):
        return ()
    frames = [round(key * rate) for key in keys]
    if not frames or frames[0] != 0 or _longest_gap(frames, len(times)) > LONGEST_GROUP * rate:
        return ()
    return _segment_starts(frames, rate)


def plays_everywhere(picture: dict[str, Any], sound: dict[str, Any] | None) -> bool:
    """Tell whether browsers play these streams as they are: H.264 in 8 bit 4:2:0 with AAC, MP3 or nothing."""
    return _is_common(picture) and (sound is None or sound.get("codec_name") in ("aac", "mp3"))


def _is_common(picture: dict[str, Any]) -> bool:
    return (
        picture.get("codec_name") == "h264"
        and picture.get("profile") in _PROFILES
        and picture.get("pix_fmt") == "yuv420p"
        and 0 < int(picture.get("level") or 0) <= 42
        and picture.get("codec_tag_string") in ("avc1", "[0][0][0][0]")
        and picture.get("field_order", "progressive") in ("progressive", "unknown")
    )


def _is_square(picture: dict[str, Any]) -> bool:
    """Tell whether the picture needs neither turning nor stretching, and has even sides."""
    turned = any(data.get("rotation") for data in picture.get("side_data_list", []))
    even = int(picture.get("width") or 1) % 2 == 0 and int(picture.get("height") or 1) % 2 == 0
    return not turned and even and picture.get("sample_aspect_ratio", "1:1") in ("1:1", "0:1", "N/A")


def _on_grid(times: Sequence[float], rate: Fraction) -> bool:
    """Tell whether the pictures come at even steps from the very beginning."""
    step = float(1 / rate)
    return bool(times) and all(abs(time - number * step) < _JITTER for number, time in enumerate(array("d", sorted(times))))


def _longest_gap(frames: Sequence[int], total: int) -> int:
    return max(after - before for before, after in zip(frames, [*frames[1:], total], strict=True))


def _segment_starts(frames: Sequence[int], rate: Fraction) -> tuple[int, ...]:
    """Return where ffmpeg's segmenter cuts: the n-th time at the first keyframe after n times the wanted length."""
    starts = [0]
    for frame in frames:
        if frame > 0 and frame / rate >= len(starts) * SEGMENT_SECONDS:
            starts.append(frame)
    return tuple(starts)
