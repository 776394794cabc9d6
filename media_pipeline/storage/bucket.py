"""Files in an S3 bucket: django-storages for every file of the site, and what media need beyond it.

The only module that knows the client library (import-linter holds it to that). It is loaded where ``MEDIA_BUCKET`` is set.
Requests are signed with signature version 4. Whatever goes wrong comes out as ``FileNotFoundError`` or ``StorageDown``.
"""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import batched
from pathlib import Path
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from media_pipeline.storage.errors import StorageDown
from media_pipeline.storage.multipart import OpenMultipart, Part

BLOCK = 1 << 20
PART = 16 << 20
FETCH_TRIES = 5
_ABSENT = {"404", "NoSuchKey", "NoSuchUpload", "NotFound"}


class BucketStorage(S3Storage):
    """Django's storage over one prefix of the bucket. ``public_endpoint_url`` is the address that browsers reach it by."""

    bucket_name: str
    location: str
    region_name: str
    addressing_style: str
    public_endpoint_url: str | None
    client_config: Any

    def get_default_settings(self) -> dict[str, Any]:
        """Know one option more."""
        return super().get_default_settings() | {"public_endpoint_url": None}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config = Config(
            signature_version="s3v4",
            s3={"addressing_style": self.addressing_style},
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": 5},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    @cached_property
    def _signer(self) -> Any:
        """The client that makes addresses for browsers; it sends nothing itself."""
        if not self.public_endpoint_url:
            return self._client
        return self._create_session().client(
            "s3", region_name=self.region_name, endpoint_url=self.public_endpoint_url, config=self.client_config
        )

    def _place(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._normalize_name(key)}

    # whole files

    def size(self, name: str) -> int:
        """Return a file's bytes."""
        with named_errors(name):
            return int(self._client.head_object(**self._place(name))["ContentLength"])

    def exists(self, name: str) -> bool:
        """Tell whether a file is there."""
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def delete(self, name: str) -> None:
        """Delete a file; one that is gone already is no error."""
        with named_errors(name):
            self._client.delete_object(**self._place(name))

    def _open(self, name: str, mode: str = "rb") -> Any:
        with named_errors(name):
            return super()._open(name, mode)

    def _save(self, name: str, content: Any) -> str:
        with named_errors(name):
            return str(super()._save(name, content))

    def blocks(self, key: str) -> Iterator[bytes]:
        """Yield a file's bytes without keeping them."""
        with named_errors(key):
            yield from self._client.get_object(**self._place(key))["Body"].iter_chunks(BLOCK)

    def fetch(self, key: str, path: Path) -> None:
        """Copy a file to *path* in blocks; a connection that breaks goes on from where it broke."""
        with named_errors(key):
            head = self._client.head_object(**self._place(key))
        size, tries = int(head["ContentLength"]), 0
        with path.open("wb") as target:
            while target.tell() < size:
                before = target.tell()
                try:
                    with named_errors(key):
                        self._fetch_from(key, before, head["ETag"], target)
                except StorageDown:
                    tries = tries + 1 if target.tell() == before else 0
                    if tries >= FETCH_TRIES:
                        raise
                    time.sleep(min(2**tries / 4, 5))

    def _fetch_from(self, key: str, begin: int, etag: str, target: Any) -> None:
        answer = self._client.get_object(**self._place(key), Range=f"bytes={begin}-", IfMatch=etag)
        for block in answer["Body"].iter_chunks(BLOCK):
            target.write(block)

    def put(self, key: str, path: Path, *, size: int, sha256: str) -> None:
        """Store the file at *path*; the same bytes again send nothing. Raises ``StorageDown`` when not all of it arrived."""
        if self._has(key, size, sha256):
            return
        extra = {"Metadata": {"sha256": sha256}, "ContentType": "application/octet-stream"}
        transfer = TransferConfig(multipart_threshold=4 * PART, multipart_chunksize=PART, use_threads=False)
        place = self._place(key)
        with named_errors(key):
            self._client.upload_file(str(path), place["Bucket"], place["Key"], ExtraArgs=extra, Config=transfer)
        if self.size(key) != size:
            raise StorageDown(errno.EIO, "the stored file has another size", key)

    def copy(self, key: str, target: str) -> bool:
        """Copy a file inside the bucket, its bytes never coming here; return whether it was there."""
        place = self._place(target)
        try:
            with named_errors(key):
                self._client.copy(self._place(key), place["Bucket"], place["Key"])
        except FileNotFoundError:
            return False
        return True

    def _has(self, key: str, size: int, sha256: str) -> bool:
        try:
            with named_errors(key):
                head = self._client.head_object(**self._place(key))
        except FileNotFoundError:
            return False
        return int(head["ContentLength"]) == size and head.get("Metadata", {}).get("sha256") == sha256

    def keys_below(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with *prefix*, in order."""
        root = self._normalize_name("") if self.location else ""
        root = f"{root.rstrip('/')}/" if root else ""
        with named_errors(prefix):
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name, Prefix=root + prefix):
                for found in page.get("Contents", []):
                    if not found["Key"].endswith("/"):
                        yield found["Key"].removeprefix(root)

    def delete_many(self, keys: Any) -> None:
        """Delete files, a thousand at a time; those that are gone already are no error."""
        for some in batched(keys, 1000):
            objects = [{"Key": self._place(key)["Key"]} for key in some]
            with named_errors(some[0]):
                answer = self._client.delete_objects(Bucket=self.bucket_name, Delete={"Objects": objects, "Quiet": True})
            if failed := [error for error in answer.get("Errors", []) if error.get("Code") not in _ABSENT]:
                raise StorageDown(errno.EIO, str(failed[0].get("Code")), str(failed[0].get("Key")))

    # addresses for browsers

    def address(self, key: str, *, seconds: int, content_type: str = "", disposition: str = "") -> str:
        """Return an address that gives *key* to whoever has it for *seconds*; ranges of bytes can be asked of it."""
        wanted = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition}
        params = self._place(key) | {name: value for name, value in wanted.items() if value}
        return str(self._signer.generate_presigned_url("get_object", Params=params, ExpiresIn=seconds))

    # uploads in parts

    def begin_parts(self, key: str) -> str:
        """Begin a multipart upload of *key* and return its id."""
        with named_errors(key):
            return str(self._client.create_multipart_upload(**self._place(key), ChecksumAlgorithm="SHA256")["UploadId"])

    def part_address(self, key: str, upload_id: str, number: int, *, length: int, sha256: str, seconds: int) -> str:
        """Return the address to PUT part *number* to, with *sha256* (Base64) as its header ``x-amz-checksum-sha256``.

        The store takes exactly those bytes there: some stores would keep what came of a part whose line was cut.
        """
        params = self._place(key) | {"UploadId": upload_id, "PartNumber": number, "ContentLength": length, "ChecksumSHA256": sha256}
        return str(self._signer.generate_presigned_url("upload_part", Params=params, ExpiresIn=seconds))

    def parts(self, key: str, upload_id: str) -> list[Part]:
        """Return the parts that have arrived, by number. ``FileNotFoundError`` when the upload is no longer open."""
        with named_errors(key):
            pages = self._client.get_paginator("list_parts").paginate(**self._place(key), UploadId=upload_id)
            found = [part for page in pages for part in page.get("Parts", [])]
        return [Part(part["PartNumber"], part["Size"], part["ETag"], part.get("ChecksumSHA256", "")) for part in found]

    def complete_parts(self, key: str, upload_id: str, parts: list[Part]) -> None:
        """Make one file of the parts."""
        listed = [{"PartNumber": part.number, "ETag": part.etag, "ChecksumSHA256": part.sha256} for part in parts]
        with named_errors(key):
            self._client.complete_multipart_upload(**self._place(key), UploadId=upload_id, MultipartUpload={"Parts": listed})

    def abort_parts(self, key: str, upload_id: str) -> None:
        """Drop a multipart upload with its parts; one that is gone already is no error."""
        try:
            with named_errors(key):
                self._client.abort_multipart_upload(**self._place(key), UploadId=upload_id)
        except FileNotFoundError:
            return

    def open_multiparts(self) -> list[OpenMultipart]:
        """Return every multipart upload that is still open."""
        root = f"{self._normalize_name('').rstrip('/')}/" if self.location else ""
        with named_errors(""):
            pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self.bucket_name, Prefix=root)
            return [
                OpenMultipart(found["Key"].removeprefix(root), found["UploadId"], found["Initiated"])
                for page in pages
                for found in page.get("Uploads", [])
            ]

    # the bucket itself

    def prepare(self, origins: list[str]) -> list[str]:
        """Make the bucket if it is not there and let pages of *origins* use it; return notes on what the store cannot do."""
        notes = []
        with named_errors(self.bucket_name):
            try:
                self._client.head_bucket(Bucket=self.bucket_name)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                    raise
                self._client.create_bucket(Bucket=self.bucket_name)
        rule = {
            "AllowedOrigins": origins,
            "AllowedMethods": ["GET", "HEAD", "PUT"],
            "AllowedHeaders": ["*"],
            "ExposeHeaders": ["ETag", "Content-Length", "Content-Range"],
            "MaxAgeSeconds": 3600,
        }
        try:
            with named_errors(self.bucket_name):
                self._client.put_bucket_cors(Bucket=self.bucket_name, CORSConfiguration={"CORSRules": [rule]})
        except StorageDown as error:
            notes.append(str(error))
        return notes


@contextmanager
def named_errors(key: str) -> Iterator[None]:
    """Turn the client's many errors into two: the file is not there, or the store does not work now."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _ABSENT:
            raise FileNotFoundError(errno.ENOENT, code, key) from error
        raise StorageDown(errno.EIO, code or str(error), key) from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageDown(errno.EIO, f"{type(error).__name__}: {error}", key) from error
