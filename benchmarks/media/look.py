"""Looking at a package from outside, with nothing of the product: what would a player suffer from?"""

import itertools
import json
import re
import subprocess
from pathlib import Path


def look_at(folder: Path) -> tuple[int, float]:
    """Return the number of faults of ``master.m3u8`` in *folder*, and how far a promised rate is off the true peak (share)."""
    lines = (folder / "master.m3u8").read_text().splitlines()
    faults, worst = 0, 0.0
    begins: list[list[float]] = []
    sound = re.search(r'TYPE=AUDIO.*URI="([^"]+)"', "\n".join(lines))
    extra = _peak(_segments(folder / sound[1])) if sound else 0.0
    for line, following in itertools.pairwise(lines):
        if line.startswith("#EXT-X-STREAM-INF:"):
            segments = _segments(folder / following)
            promised = re.search(r"[:,]BANDWIDTH=(\d+)", line)
            peak = _peak(segments) + extra
            worst = max(worst, abs(int(promised[1]) - peak) / peak if promised else 1.0)
            faults += (promised is None) + ("CODECS=" not in line) + ("#EXT-X-ENDLIST" not in (folder / following).read_text())
            starts = _starts(folder / following, segments)
            begins.append([start for start, _is_key in starts])
            faults += sum(not is_key for _start, is_key in starts)
    faults += sum(
        len(other) != len(begins[0]) or any(abs(a - b) > 0.05 for a, b in zip(begins[0], other, strict=True)) for other in begins
    )
    return faults, worst


def _segments(playlist: Path) -> list[tuple[float, int]]:
    """Return seconds and bytes of each segment."""
    text = playlist.read_text()
    seconds = [float(found) for found in re.findall(r"#EXTINF:([\d.]+)", text)]
    sizes = [int(found) for found in re.findall(r"#EXT-X-BYTERANGE:(\d+)", text)]
    return list(zip(seconds, sizes, strict=True))


def _peak(segments: list[tuple[float, int]]) -> float:
    return max(size * 8 / seconds for seconds, size in segments if seconds > 0.5)


def _starts(playlist: Path, segments: list[tuple[float, int]]) -> list[tuple[float, bool]]:
    """Return when each segment begins, and whether a keyframe stands there."""
    entries = ["-select_streams", "v:0", "-show_entries", "packet=pts_time,flags", "-of", "json"]
    said = subprocess.run(
        ["ffprobe", "-v", "error", "-allowed_extensions", "ALL", *entries, str(playlist)], capture_output=True, check=True
    ).stdout
    keys = [float(packet["pts_time"]) for packet in json.loads(said)["packets"] if "K" in packet["flags"]]
    at, found = keys[0], []
    for seconds, _size in segments:
        found.append((at, any(abs(key - at) < 0.03 for key in keys)))
        at += seconds
    return found
