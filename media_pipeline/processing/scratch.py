"""Scratch folders: one per asset, version and step, empty when the step begins and gone when it ends."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from media_pipeline import storage
from media_pipeline.assets.models import Asset
from media_pipeline.errors import Broken

LEFT_OVER_SECONDS = 3600


@contextmanager
def scratch_folder(asset: Asset, step: str, token: str) -> Iterator[Path]:
    """Give an empty folder for one attempt at one step; it is removed however the step ends.

    What earlier attempts at the step left behind is removed first: only the holder of the lease comes here. Refuses to
    begin when the disk has less room than the work may need.
    """
    base = Path(settings.MEDIA_SCRATCH_DIR) / f"{asset.key}-{asset.version}"
    for old in base.glob(f"{step}.*"):
        shutil.rmtree(old, ignore_errors=True)
    folder = base / f"{step}.{token}"
    try:
        folder.mkdir(parents=True)
        needed = settings.MEDIA_SCRATCH_FACTOR * asset.size
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
