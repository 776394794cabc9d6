"""HLS encryption (RFC 8216, METHOD=AES-128) of one finished rendition. Pure: bytes and text, no database and no store.

Each segment is encrypted whole with AES-128-CBC and PKCS7 padding; its IV is its media sequence number, as the RFC has it for
playlists without one. Every five minutes of content, and every rendition, have a key of their own, so a key is worth little.
The head of the file (its codec settings) stays readable: the playlist names it before the first key.
"""

import hmac
import re
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

KEY_SECONDS = 300
_BYTERANGE = re.compile(r"(\d+)(?:@(\d+))?$")
_HEAD = re.compile(r'^#EXT-X-MAP:.*BYTERANGE="(\d+)@(\d+)"')


@dataclass(frozen=True)
class _Segment:
    """Where a segment lies in the readable file, how long it plays, and its number."""

    offset: int
    size: int
    seconds: float
    number: int


def content_key(secret: bytes, rendition: str, period: int) -> bytes:
    """Return the 16 bytes that open the segments of one rendition that begin in *period* (``KEY_SECONDS`` long each)."""
    return hmac.digest(secret, f"{rendition}:{period}".encode(), "sha256")[:16]


def seal_rendition(playlist: str, media: BinaryIO, target: BinaryIO, *, rendition: str, sealed_name: str, secret: bytes) -> str:
    """Write the encrypted copy of *media* to *target* and return its playlist, whose file is called ``<sealed_name>.mp4``.

    Keys are asked for as ``<sealed_name>-<period>.key`` beside the playlist. Raises ``ValueError`` for a playlist that
    is not one of ours.
    """
    lines, begun, offset, seconds, number = [], 0.0, 0, 0.0, 0
    size, at, period = 0, 0, -1
    for line in playlist.splitlines():
        if head := _HEAD.match(line):
            written = target.write(_read(media, int(head[2]), int(head[1])))
            lines.append(f'#EXT-X-MAP:URI="{sealed_name}.mp4",BYTERANGE="{written}@0"')
            at = written
        elif line.startswith("#EXTINF:"):
            seconds = float(line[8:].split(",")[0])
        elif line.startswith("#EXT-X-BYTERANGE:"):
            size, offset = _next_range(line, offset)
        elif line and not line.startswith("#"):
            if not size:
                raise ValueError(f"no byte range for {line[:80]}")
            if int(begun) // KEY_SECONDS != period:
                period = int(begun) // KEY_SECONDS
                lines.append(f'#EXT-X-KEY:METHOD=AES-128,URI="{sealed_name}-{period:04d}.key"')
            segment = _Segment(offset, size, seconds, number)
            written = target.write(_seal(segment, media, content_key(secret, rendition, period)))
            lines += [f"#EXTINF:{seconds:.6f},", f"#EXT-X-BYTERANGE:{written}@{at}", f"{sealed_name}.mp4"]
            at, offset, begun, number = at + written, offset + size, begun + seconds, number + 1
        elif not line.startswith("#EXT-X-MEDIA-SEQUENCE"):
            lines.append(line)
    if not number or not at:
        raise ValueError("the playlist names no segments")
    return "\n".join(lines) + "\n"


def _next_range(line: str, after: int) -> tuple[int, int]:
    match = _BYTERANGE.search(line)
    if match is None:
        raise ValueError(f"no byte range: {line[:80]}")
    return int(match[1]), int(match[2]) if match[2] else after


def _seal(segment: _Segment, media: BinaryIO, key: bytes) -> bytes:
    padder = PKCS7(128).padder()
    plain = padder.update(_read(media, segment.offset, segment.size)) + padder.finalize()
    cipher = Cipher(algorithms.AES(key), modes.CBC(segment.number.to_bytes(16, "big"))).encryptor()
    return cipher.update(plain) + cipher.finalize()


def _read(media: BinaryIO, offset: int, size: int) -> bytes:
    media.seek(offset)
    data = media.read(size)
    if len(data) != size:
        raise ValueError("the media file is shorter than its playlist says")
    return data
