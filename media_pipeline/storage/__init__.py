"""Where the site's media lie: on local disk or in an S3 bucket, by settings. This is all that the rest of the app may use.

``keys`` names files, ``files`` handles them wherever they are, ``originals`` keeps copies of bucket files for the workers,
``bucket`` is the only module that knows S3's client; it is loaded only where a bucket is configured.
"""

from media_pipeline.storage.errors import StorageDown
from media_pipeline.storage.files import (
    BLOCK,
    checksum_of,
    copy_file,
    delete_folder,
    delete_keys,
    forget_copy,
    free_bytes,
    is_local,
    list_keys,
    local_file,
    media_bucket,
    media_storage,
    path_of,
    put_file,
    read_text,
    sha256_of,
)
from media_pipeline.storage.keys import (
    output_folder,
    page_key,
    pages_folder,
    preview_folder,
    preview_key,
    recording_folder,
    recording_key,
    source_key,
    work_folder,
)
from media_pipeline.storage.multipart import Part

__all__ = [
    "BLOCK",
    "Part",
    "StorageDown",
    "checksum_of",
    "copy_file",
    "delete_folder",
    "delete_keys",
    "forget_copy",
    "free_bytes",
    "is_local",
    "list_keys",
    "local_file",
    "media_bucket",
    "media_storage",
    "output_folder",
    "page_key",
    "pages_folder",
    "path_of",
    "preview_folder",
    "preview_key",
    "put_file",
    "read_text",
    "recording_folder",
    "recording_key",
    "sha256_of",
    "source_key",
    "work_folder",
]
