"""Asking clamd whether an upload carries a virus, where a scanner is configured (``CLAMD_ADDRESS``).

The protocol is ``INSTREAM``: the file's beginning is sent in blocks that each say their length, an empty block ends it,
and one line comes back. A scanner that is away or confused lets nothing through: the upload waits for it.
"""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from django.conf import settings

from media_pipeline.errors import Postponed, Refused

BLOCK = 1 << 18
SECONDS = 60.0
"""A worker's patience with one answer."""


class Readable(Protocol):
    """What is shown: an open file, or an upload that a request holds."""

    def read(self, size: int, /) -> bytes:
        """Return at most *size* bytes, none at the end."""


def scan(path: Path, tick: Callable[[], None]) -> None:
    """Raise ``Refused`` for an infected file and ``Postponed`` when the scanner does not answer; nothing without a scanner.

    At most ``CLAMD_MAX_BYTES`` are shown, which must not be more than clamd's own ``StreamMaxLength``.
    """
    if settings.CLAMD_ADDRESS:
        with path.open("rb") as file:
            scan_stream(file, tick)


def scan_stream(file: Readable, tick: Callable[[], None] = lambda: None, *, seconds: float = SECONDS) -> None:
    """Do the same for bytes that are read from *file*; the caller rewinds it. *seconds* is the patience with each answer."""
    if not settings.CLAMD_ADDRESS:
        return
    try:
        answer = _ask(file, tick, seconds)
    except OSError as error:
        raise Postponed("scanner_down", f"{settings.CLAMD_ADDRESS}: {error}") from error
    if answer.endswith(" FOUND"):
        raise Refused("infected", answer)
    if not answer.endswith(": OK"):
        raise Postponed("scanner_down", f"{settings.CLAMD_ADDRESS} answered: {answer or 'nothing'}")


def _ask(file: Readable, tick: Callable[[], None], seconds: float) -> str:
    """Send the file and return the answer without its name."""
    with _connect(seconds) as connection:
        connection.sendall(b"zINSTREAM\0")
        left = settings.CLAMD_MAX_BYTES
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            try:
                connection.sendall(len(block).to_bytes(4) + block)
            except (BrokenPipeError, ConnectionResetError):
                break  # it has said what it wants to say already
            tick()
        else:
            connection.sendall(bytes(4))
        return _read_answer(connection)


def _connect(seconds: float) -> socket.socket:
    address: str = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        connection.connect(address)
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=seconds)


def _read_answer(connection: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < 4096 and (more := connection.recv(1024)):
        said += more
    return said.split(b"\0")[0].decode(errors="replace").strip()
