"""Files that come from this machine and not from a browser: demo content, imports, recordings fetched by the site."""

from collections.abc import Iterator
from pathlib import Path

from media_pipeline import storage
from media_pipeline.enums import UploadProtocol
from media_pipeline.uploads.models import Upload
from media_pipeline.uploads.services import append_blocks, finish_upload

BLOCK = 1 << 20


def receive_file(upload: Upload, path: Path) -> None:
    """Take all bytes of an opened upload from the file at *path*, wherever the site keeps its files, and finish it."""
    if upload.protocol == UploadProtocol.TUS:
        append_blocks(upload, 0, _blocks(path))
        return
    key = storage.source_key(upload.asset.key, upload.version)
    storage.media_bucket().put(key, path, size=path.stat().st_size, sha256=storage.sha256_of(path))
    finish_upload(upload)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
