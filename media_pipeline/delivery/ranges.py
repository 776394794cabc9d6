"""Byte ranges of RFC 9110 section 14, as far as media needs them: one range, or the whole."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"^bytes\s*=\s*(\d*)-(\d*)$")


class NotSatisfiable(Exception):
    """The range lies outside the file: answer 416 with ``Content-Range: bytes */size``."""


@dataclass(frozen=True)
class ByteRange:
    """Bytes ``first`` to ``last``, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.last - self.first + 1


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """Return the wanted range of a file of *size* bytes; ``None`` means the whole file.

    A header that is malformed, in another unit or asks for several ranges is ignored, as the RFC allows.
    """
    match = _RANGE.match(header.strip()) if header and len(header) <= 60 else None
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        wanted = int(last)
        if wanted == 0 or size == 0:
            raise NotSatisfiable
        return ByteRange(max(0, size - wanted), size - 1)
    begin, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < begin:
        return None
    if begin >= size:
        raise NotSatisfiable
    return ByteRange(begin, end)
