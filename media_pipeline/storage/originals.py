"""Copies of uploads on a worker's disk, when the uploads themselves lie in a bucket.

A lesson is encoded in many pieces that all read the same upload: it is fetched once per machine and kept in
``MEDIA_SCRATCH_DIR/originals/<asset>-<version>/file`` until the work is done, nobody used it for an hour (the sweep of
scratch removes it then), or others need its room: all copies together stay within ``MEDIA_COPIES_BYTES``.
Copies can be deleted at any time, under a running worker too.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from media_pipeline.storage.bucket import BucketStorage


@contextmanager
def copy_of(store: "BucketStorage", key: str) -> Iterator[Path]:
    """Give the path of this machine's copy of *key*, fetched now if need be; two workers fetch it once between them."""
    folder = _folder(key)
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "lock").exists():
                continue  # the folder was cleared while we waited
            folder.touch()
            if not (folder / "file").exists():
                _fetch(store, key, folder)
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield folder / "file"
            return


def _fetch(store: "BucketStorage", key: str, folder: Path) -> None:
    size = store.size(key)
    _make_room(size, folder)
    store.fetch(key, folder / "part")
    (folder / "part").replace(folder / "file")


def _make_room(size: int, keep: Path) -> None:
    """Remove the copies that were not used for longest and that nobody reads, until *size* more bytes fit."""
    others = sorted((folder for folder in keep.parent.iterdir() if folder != keep), key=_last_use)
    used = sum(_bytes_in(folder) for folder in others)
    for folder in others:
        if used + size <= settings.MEDIA_COPIES_BYTES:
            return
        length = _bytes_in(folder)
        if _remove_unused(folder):
            used -= length


def forget(key: str) -> None:
    """Remove the copy of *key*, unless somebody reads it just now."""
    folder = _folder(key)
    if folder.exists():
        _remove_unused(folder)


def _remove_unused(folder: Path) -> bool:
    try:
        with (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return False
    return True


def _folder(key: str) -> Path:
    _area, asset, version = key.split("/")
    return Path(settings.MEDIA_SCRATCH_DIR) / "originals" / f"{asset}-{version}"


def _last_use(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*") if path.is_file())
