"""Where media files lie: Django's storage called ``media``, on local disk or on S3 by settings.

Keys are made by the program, never from what a person typed: ``src/<asset>/<version>`` is an upload,
``work/<asset>/<version>/…`` are pieces on their way, ``out/<asset>/<version>/<plan>/…`` is a finished package,
``files/<key>`` is a hand-out. A finished file is never overwritten, only superseded.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

BLOCK = 1 << 20


def media_storage() -> Storage:
    """Return the storage that holds media."""
    return storages["media"]


def source_key(asset_key: UUID, version: int) -> str:
    """Return where the upload of *version* lies."""
    return f"src/{asset_key}/{version}"


def work_folder(asset_key: UUID, version: int) -> str:
    """Return the folder of the pieces on their way."""
    return f"work/{asset_key}/{version}"


def output_folder(asset_key: UUID, folder: str) -> str:
    """Return the folder of a finished package; *folder* is ``<version>-<plan hash>``."""
    return f"out/{asset_key}/{folder}"


def is_local() -> bool:
    """Tell whether files can be reached as paths."""
    return hasattr(media_storage(), "location")


def path_of(key: str) -> Path:
    """Return the path of *key*: in the local storage, or in the staging folder when the storage is elsewhere."""
    base = Path(media_storage().path("")) if is_local() else Path(settings.MEDIA_STAGING_DIR)
    return base / key


@contextmanager
def local_file(key: str, scratch: Path) -> Iterator[Path]:
    """Give a local path to read *key* from; a file that lies elsewhere is copied into *scratch* first."""
    path = path_of(key)
    if path.exists():
        yield path
        return
    target = scratch / key.replace("/", "_")
    with media_storage().open(key) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy, BLOCK)
    try:
        yield target
    finally:
        target.unlink(missing_ok=True)


def put_file(key: str, path: Path) -> tuple[int, str]:
    """Move the file at *path* to *key* and return its size in bytes and its SHA-256. Doing it twice gives the same result."""
    size, digest = path.stat().st_size, sha256_of(path)
    if is_local():
        target = path_of(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as handle:
            os.fsync(handle.fileno())
        _move(path, target)
    else:
        storage = media_storage()
        storage.delete(key)
        with path.open("rb") as handle:
            storage.save(key, File(handle))
    return size, digest


def _move(path: Path, target: Path) -> None:
    """Rename, also across file systems; the target appears whole or not at all."""
    try:
        path.replace(target)
    except OSError:
        half = target.with_name(f".{target.name}.half")
        shutil.copyfile(path, half)
        half.replace(target)
        path.unlink()


def delete_keys(keys: list[str]) -> None:
    """Delete files; one that is gone already is no error."""
    storage = media_storage()
    for key in keys:
        storage.delete(key)
        if is_local():
            _drop_empty_parents(path_of(key))


def delete_folder(prefix: str) -> None:
    """Delete everything below *prefix*."""
    storage = media_storage()
    if is_local():
        shutil.rmtree(path_of(prefix), ignore_errors=True)
        _drop_empty_parents(path_of(prefix))
        return
    folders, files = storage.listdir(prefix)
    for name in files:
        storage.delete(f"{prefix}/{name}")
    for name in folders:
        delete_folder(f"{prefix}/{name}")


def _drop_empty_parents(path: Path) -> None:
    """Remove folders that became empty, up to the storage's root."""
    root = path_of("")
    for parent in path.parents:
        if parent == root or not parent.is_relative_to(root):
            return
        try:
            parent.rmdir()
        except OSError:
            return


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def free_bytes(path: Path) -> int:
    """Return how many bytes are free where *path* lies or will lie."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free
