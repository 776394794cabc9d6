"""Scratch folders: one per attempt at a piece of work, empty when it begins and gone when it ends."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from media_pipeline import storage
from media_pipeline.assets.models import Asset
from media_pipeline.errors import Broken

LEFT_OVER_SECONDS = 3600


@contextmanager
def scratch_folder(asset: Asset, step: str, token: str) -> Iterator[Path]:
    """Give an empty folder for one attempt at one step of a video."""
    with fresh_folder(f"{asset.key}-{asset.version}/{step}.{token}", earlier=f"{step}.*", size=asset.size) as folder:
        yield folder


@contextmanager
def fresh_folder(name: str, *, earlier: str, size: int, clear: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Give the empty folder *name* (``work/attempt``) for a file of *size* bytes; it is removed however the attempt ends.

    What attempts before it left behind, all that matches *earlier* beside it, is removed first, each after *clear* has seen to
    what it left elsewhere: only the holder of the lease comes here. Refuses to begin when the disk has less room than the
    work may need.
    """
    folder = Path(settings.MEDIA_SCRATCH_DIR).resolve() / name
    base = folder.parent
    for old in base.glob(earlier):
        if clear:
            clear(old)
        shutil.rmtree(old, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
        needed = settings.MEDIA_SCRATCH_FACTOR * size
        if storage.free_bytes(folder) < needed:
            raise Broken("disk_full", f"needs {needed} bytes of scratch")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _remove_if_empty(base)


def remove_left_overs() -> int:
    """Remove scratch folders that nobody has touched for an hour; return how many."""
    removed = 0
    limit = time.time() - LEFT_OVER_SECONDS
    for folder in Path(settings.MEDIA_SCRATCH_DIR).glob("*/*"):
        if folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
            _remove_if_empty(folder.parent)
            removed += 1
    return removed


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return
