"""Reading sizes and times of pictures from an MP4 of our own, without starting a program for it."""

import sys
from array import array
from pathlib import Path
from typing import BinaryIO

_TO_SIZES = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsz")
_TO_CLOCK = (b"moov", b"trak", b"mdia", b"mdhd")
_TO_FIRST_TIME = (b"moof", b"traf", b"tfdt")
_TO_FIRST_RUN = (b"moof", b"traf", b"trun")


def count_frames(path: Path) -> int:
    """Return how many pictures the first track of the MP4 at *path* holds; 0 when it is no whole MP4."""
    return len(frame_sizes(path))


def frame_sizes(path: Path) -> list[int]:
    """Return the bytes of each picture of the first track of the MP4 at *path*; empty when it is no whole MP4."""
    with path.open("rb") as file:
        if not _enter(file, _TO_SIZES, path.stat().st_size):
            return []
        head = file.read(12)  # version and flags, one size for all, number of sizes
        alike, count = int.from_bytes(head[4:8]), int.from_bytes(head[8:12])
        if alike:
            return [alike] * count
        sizes = array("I", file.read(4 * count))
    if sys.byteorder == "little":
        sizes.byteswap()
    return list(sizes)


def first_shown(path: Path) -> float | None:
    """Return the second at which players show the first picture of the fragmented MP4 at *path*; ``None`` when it is none.

    As players reckon it: decode time plus offset. ffmpeg's own reading moves all times by the largest reordering in the
    first fragment, which differs between sizes of one picture that all begin at nought.
    """
    end = path.stat().st_size
    with path.open("rb") as file:
        clock = _content(file, _TO_CLOCK, end, 24)
        began = _content(file, _TO_FIRST_TIME, end, 12)
        run = _content(file, _TO_FIRST_RUN, end, 32)
    if not (clock and began and run):
        return None
    scale = int.from_bytes(clock[20:24] if clock[0] else clock[12:16])
    decoded = int.from_bytes(began[4:12] if began[0] else began[4:8])
    return (decoded + _first_offset(run)) / scale


def _first_offset(run: bytes) -> int:
    """Return by how much later than decoded the first picture of a ``trun`` box is shown, in ticks of its clock."""
    flags = int.from_bytes(run[1:4])
    if not flags & 0x800:
        return 0
    at = 8 + 4 * sum(bool(flags & flag) for flag in (0x1, 0x4, 0x100, 0x200, 0x400))
    return int.from_bytes(run[at : at + 4], signed=bool(run[0]))


def _content(file: BinaryIO, names: tuple[bytes, ...], end: int, length: int) -> bytes:
    """Return the first *length* bytes in the box at the end of the path *names*; nothing when there is none."""
    file.seek(0)
    return file.read(length) if _enter(file, names, end) else b""


def _enter(file: BinaryIO, names: tuple[bytes, ...], end: int) -> bool:
    """Go to the content of the box at the end of the path *names* and say whether there is one."""
    for name in names:
        found = _find(file, name, end)
        if found is None:
            return False
        begin, end = found
        file.seek(begin)
    return True


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
