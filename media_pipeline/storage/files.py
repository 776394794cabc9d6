"""Putting, reading and deleting media, wherever they lie. A finished file is never overwritten, only superseded."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.core.files.storage import FileSystemStorage, Storage, storages

from media_pipeline.storage import originals

if TYPE_CHECKING:
    from media_pipeline.storage.bucket import BucketStorage

BLOCK = 1 << 20


def media_storage() -> Storage:
    """Return the storage that holds media."""
    return storages["media"]


def is_local() -> bool:
    """Tell whether files can be reached as paths."""
    return isinstance(media_storage(), FileSystemStorage)


def media_bucket() -> "BucketStorage":
    """Return the storage as what it is when files are not local."""
    return cast("BucketStorage", media_storage())


def path_of(key: str) -> Path:
    """Return the path of *key* on local disk; only for a local store."""
    return Path(media_storage().path("")) / key


@contextmanager
def local_file(key: str, scratch: Path) -> Iterator[Path]:
    """Give a local path to read *key* from. From a bucket, an upload comes through the worker's copies and anything else is
    fetched into *scratch* for the time of its use."""
    if is_local():
        yield path_of(key)
    elif key.startswith("src/"):
        with originals.copy_of(media_bucket(), key) as path:
            yield path
    else:
        target = scratch / key.replace("/", "_")
        try:
            media_bucket().fetch(key, target)
            yield target
        finally:
            target.unlink(missing_ok=True)


def forget_copy(key: str) -> None:
    """Drop this machine's copy of an upload that nobody works on any more."""
    originals.forget(key)


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
        media_bucket().put(key, path, size=size, sha256=digest)
        path.unlink()
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


def copy_file(key: str, target: str) -> bool:
    """Make *target* the same file as *key*, on local disk without taking room; return whether *key* was there."""
    if not is_local():
        return media_bucket().copy(key, target)
    path, wanted = path_of(key), path_of(target)
    wanted.parent.mkdir(parents=True, exist_ok=True)
    wanted.unlink(missing_ok=True)
    try:
        os.link(path, wanted)
    except FileNotFoundError:
        return False
    except OSError:  # a file system without hard links
        half = wanted.with_name(f".{wanted.name}.half")
        shutil.copyfile(path, half)
        half.replace(wanted)
    return True


def read_text(key: str) -> str:
    """Return a short text file. ``FileNotFoundError`` when it is not there."""
    return b"".join(_blocks(key)).decode()


def _blocks(key: str) -> Iterator[bytes]:
    if not is_local():
        yield from media_bucket().blocks(key)
        return
    with media_storage().open(key) as handle:
        while block := handle.read(BLOCK):
            yield block


def delete_keys(keys: list[str]) -> None:
    """Delete files; one that is gone already is no error."""
    if not is_local():
        media_bucket().delete_many(keys)
        return
    for key in keys:
        media_storage().delete(key)
        _drop_empty_parents(path_of(key))


def delete_folder(prefix: str) -> None:
    """Delete everything below *prefix*."""
    if is_local():
        shutil.rmtree(path_of(prefix), ignore_errors=True)
        _drop_empty_parents(path_of(prefix))
    else:
        media_bucket().delete_many(media_bucket().keys_below(f"{prefix}/"))


def list_keys() -> Iterator[str]:
    """Yield the key of every stored file, in order."""
    if not is_local():
        yield from media_bucket().keys_below("")
        return
    root = path_of("")
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(root))


def checksum_of(key: str) -> str:
    """Return the SHA-256 of a stored file by reading all of it."""
    digest = hashlib.sha256()
    for block in _blocks(key):
        digest.update(block)
    return digest.hexdigest()


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
