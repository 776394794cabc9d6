"""Uploads straight into the bucket: the browser PUTs parts of 16 MiB to signed addresses, the site only keeps the books.

The bucket is the truth about which parts have arrived, so closing the browser, losing the line or a second tab cost
nothing but the part on its way. Each address takes exactly the bytes that the browser counted and hashed before.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import InvalidInput
from media_pipeline import storage
from media_pipeline.enums import UploadProtocol, UploadState
from media_pipeline.uploads.errors import PartsMissing, UploadGone
from media_pipeline.uploads.models import Upload
from media_pipeline.uploads.services import finish_upload

PART = 16 << 20
ADDRESS_SECONDS = 3600
AT_ONCE = 16
_SUM = re.compile(r"[A-Za-z0-9+/]{43}=\Z")


@dataclass(frozen=True)
class Parts:
    """How a file is cut, in bytes, and the numbers (from 1) of the parts that have arrived."""

    part_size: int
    count: int
    arrived: list[int]


def count_of(upload: Upload) -> int:
    """Return in how many parts the file is cut."""
    return -(-upload.length // PART)


def length_of(upload: Upload, number: int) -> int:
    """Return the bytes of part *number*; only the last one may be shorter."""
    return min(PART, upload.length - (number - 1) * PART)


def parts_of(upload: Upload) -> Parts:
    """Ask the bucket what has arrived and note how much that is. ``UploadGone`` when the upload ended."""
    if upload.state == UploadState.FINISHED:
        return Parts(PART, count_of(upload), list(range(1, count_of(upload) + 1)))
    arrived = [part.number for part in _arrived(upload)]
    Upload.objects.filter(pk=upload.pk).update(offset=sum(length_of(upload, number) for number in arrived))
    return Parts(PART, count_of(upload), arrived)


def part_addresses(upload: Upload, sums: dict[int, str]) -> dict[int, str]:
    """Return the addresses to which parts are PUT; *sums* are their SHA-256 in Base64, by number."""
    if not sums or len(sums) > AT_ONCE or not all(1 <= number <= count_of(upload) for number in sums):
        raise InvalidInput(_("没有这一片，请刷新页面再选一次同一个文件。"), code="no_such_part")
    if not all(_SUM.match(text) for text in sums.values()):
        raise InvalidInput(_("没有看懂这一片的校验值，请刷新页面再选一次同一个文件。"), code="bad_sum")
    upload_id = _begun(upload)
    bucket, key = storage.media_bucket(), _key(upload)
    return {
        number: bucket.part_address(key, upload_id, number, length=length_of(upload, number), sha256=text, seconds=ADDRESS_SECONDS)
        for number, text in sums.items()
    }


def join_parts(upload: Upload) -> None:
    """Make one file of the parts and hand it to the worker; doing it again changes nothing.

    Raises ``PartsMissing`` when there are parts to send yet, ``UploadGone`` when the upload ended.
    """
    if upload.state == UploadState.FINISHED:
        return
    try:
        parts = _arrived(upload)
    except UploadGone:
        if not upload.joining_at or not _is_whole(upload):
            raise
    else:
        missing = sorted(set(range(1, count_of(upload) + 1)) - {part.number for part in parts})
        if missing:
            raise PartsMissing(_("文件还没有传完，请继续上传。"), missing)
        Upload.objects.filter(pk=upload.pk).update(joining_at=timezone.now())
        storage.media_bucket().complete_parts(_key(upload), upload.parts_id, parts)
    finish_upload(upload)


def join_left_parts() -> int:
    """End the joining of uploads whose web process was killed meanwhile; return how many ended."""
    left = Upload.objects.filter(state=UploadState.OPEN, joining_at__lt=timezone.now() - timedelta(minutes=1))
    ended = 0
    for upload in left.select_related("asset").iterator():
        try:
            join_parts(upload)
            ended += 1
        except (PartsMissing, UploadGone):
            Upload.objects.filter(pk=upload.pk).update(joining_at=None)
    return ended


def abort_old_parts() -> int:
    """Drop what the bucket holds of uploads older than ``MEDIA_PARTS_DAYS`` that nobody can go on with; return how many."""
    if storage.is_local():
        return 0
    bucket, limit = storage.media_bucket(), timezone.now() - timedelta(days=settings.MEDIA_PARTS_DAYS)
    wanted = set(Upload.objects.filter(state=UploadState.OPEN).exclude(parts_id="").values_list("parts_id", flat=True))
    old = [found for found in bucket.open_multiparts() if found.begun_at < limit and found.upload_id not in wanted]
    for found in old:
        bucket.abort_parts(found.key, found.upload_id)
    return len(old)


def _key(upload: Upload) -> str:
    return storage.source_key(upload.asset.key, upload.version)


def _begun(upload: Upload) -> str:
    """Return the bucket's id of the upload, beginning it now if it has none; of two that begin at once one wins."""
    _check_open(upload)
    if not upload.parts_id:
        begun = storage.media_bucket().begin_parts(_key(upload))
        if not Upload.objects.filter(pk=upload.pk, parts_id="", state=UploadState.OPEN).update(parts_id=begun):
            storage.media_bucket().abort_parts(_key(upload), begun)
        upload.refresh_from_db(fields=["parts_id", "state"])
        _check_open(upload)
    return upload.parts_id


def _check_open(upload: Upload) -> None:
    if upload.state != UploadState.OPEN or upload.protocol != UploadProtocol.PARTS:
        raise UploadGone(_("这个上传已经过期或取消，请重新上传。"))


def _arrived(upload: Upload) -> list[storage.Part]:
    """Return the parts that have arrived whole."""
    _check_open(upload)
    if not upload.parts_id:
        return []
    try:
        parts = storage.media_bucket().parts(_key(upload), upload.parts_id)
    except FileNotFoundError as error:
        raise UploadGone(_("这个上传已经过期或取消，请重新上传。")) from error
    return [part for part in parts if part.number <= count_of(upload) and part.size == length_of(upload, part.number)]


def _is_whole(upload: Upload) -> bool:
    """Tell whether the parts were made into one file already."""
    try:
        return storage.media_storage().size(_key(upload)) == upload.length
    except FileNotFoundError:
        return False
