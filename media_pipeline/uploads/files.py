"""Bytes of an upload on local disk.

The file is the truth about how much has arrived. A block is appended only when the file ends exactly where the block
begins, under an exclusive lock of the operating system, which a killed process gives back at once: two writers can
never interleave, whoever they are. ``seal`` forces data to disk before an offset is acknowledged, so an acknowledged
byte survives a power cut; after a mere kill -9 the page cache keeps even the bytes beyond it.
"""

import fcntl
import os
from pathlib import Path

from media_pipeline.storage import path_of, source_key
from media_pipeline.uploads.models import Upload

BLOCK = 1 << 20


class OffsetMoved(Exception):
    """The file does not end where this writer thought; somebody else wrote meanwhile."""


def upload_path(upload: Upload) -> Path:
    """Return where the bytes of *upload* lie: already their final place, so finishing moves nothing."""
    return path_of(source_key(upload.asset.key, upload.version))


def size_on_disk(path: Path) -> int:
    """Return how many bytes have arrived; 0 when nothing was written yet."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


class Appender:
    """Writes one request's bytes at the end of the upload's file."""

    def __init__(self, path: Path, offset: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.position = offset
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o640)

    def append(self, block: bytes) -> None:
        """Append *block*; raise ``OffsetMoved`` and write nothing when the file does not end at our position."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            if os.fstat(self._descriptor).st_size != self.position:
                raise OffsetMoved
            view = memoryview(block)
            while view:
                written = os.pwrite(self._descriptor, view, self.position)
                self.position += written
                view = view[written:]
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def seal(self) -> None:
        """Force what was written to the disk."""
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        """Force what was written to the disk and let the file go."""
        try:
            self.seal()
        finally:
            os.close(self._descriptor)
