"""Reading the sizes of pictures from an MP4 of our own, without starting a program for it."""

import sys
from array import array
from pathlib import Path
from typing import BinaryIO

_TO_SIZES = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsz")


def count_frames(path: Path) -> int:
    """Return how many pictures the first track of the MP4 at *path* holds; 0 when it is no whole MP4."""
    return len(frame_sizes(path))


def frame_sizes(path: Path) -> list[int]:
    """Return the bytes of each picture of the first track of the MP4 at *path*; empty when it is no whole MP4."""
    with path.open("rb") as file:
        end = path.stat().st_size
        for name in _TO_SIZES:
            found = _find(file, name, end)
            if found is None:
                return []
            begin, end = found
            file.seek(begin)
        head = file.read(12)  # version and flags, one size for all, number of sizes
        alike, count = int.from_bytes(head[4:8]), int.from_bytes(head[8:12])
        if alike:
            return [alike] * count
        sizes = array("I", file.read(4 * count))
    if sys.byteorder == "little":
        sizes.byteswap()
    return list(sizes)


def _find(file: BinaryIO, name: bytes, end: int) -> tuple[int, int] | None:
    """Return where the content of the first box *name* begins and ends, looking from the present position up to *end*."""
    at = file.tell()
    while at + 8 <= end:
        file.seek(at)
        head = file.read(16)
        size, header = int.from_bytes(head[:4]), 8
        if size == 1:
            size, header = int.from_bytes(head[8:16]), 16
        if size < header:
            return None
        if head[4:8] == name:
            return at + header, at + size
        at += size
    return None
