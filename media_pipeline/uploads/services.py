"""Starting, feeding, finishing and dropping uploads."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import Conflict, InvalidInput, NotAllowed
from media_pipeline import storage
from media_pipeline.assets import policies
from media_pipeline.assets.models import Artifact, Asset
from media_pipeline.assets.services import mark_stored, stop_pieces
from media_pipeline.enums import AssetState, UploadProtocol, UploadState
from media_pipeline.errors import NO_ROOM
from media_pipeline.handouts.models import StoredFile
from media_pipeline.narration.models import Recording
from media_pipeline.uploads.errors import NoRoom, TooLarge, WriterBusy, WrongOffset
from media_pipeline.uploads.files import Appender, OffsetMoved, size_on_disk, upload_path
from media_pipeline.uploads.models import StorageQuota, Upload

WRITER_LEASE = timedelta(seconds=10)
SEAL_EVERY = 64 << 20


def start_upload(
    *,
    actor: Person,
    organisation_id: int,
    file_name: str,
    size: int,
    content_type: str = "",
    replaces: Asset | None = None,
) -> Upload:
    """Open a resumable upload of *size* bytes and return it; its address is ``upload_url(upload)``.

    The caller has checked that *actor* may add videos for the organisation. With *replaces*, the bytes become the next
    version of that asset. Raises ``InvalidInput`` for an empty or too large file and ``Conflict`` for a full store.
    """
    name = clean_file_name(file_name)
    _check_size(size)
    protocol = UploadProtocol.TUS if storage.is_local() else UploadProtocol.PARTS
    days = settings.MEDIA_UPLOAD_DAYS if protocol == UploadProtocol.TUS else settings.MEDIA_PARTS_DAYS
    with transaction.atomic():
        _check_count(actor)
        reserve_room(organisation_id, size)
        asset = (
            _next_version(replaces, actor=actor, name=name, size=size)
            if replaces
            else Asset.objects.create(organisation_id=organisation_id, owner=actor, file_name=name, size=size)
        )
        return Upload.objects.create(
            asset=asset,
            version=asset.version,
            owner=actor,
            file_name=name,
            content_type=content_type[:100],
            length=size,
            protocol=protocol,
            expires_at=timezone.now() + timedelta(days=days),
        )


def clean_file_name(file_name: str) -> str:
    """Return the name as text to show: no folders, no control characters, at most 255 characters."""
    last = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(character for character in last if character.isprintable()).strip()
    return printable[-255:] or _("没有名字的文件")


def _check_size(size: int) -> None:
    if size <= 0:
        raise InvalidInput(_("这个文件是空的，里面什么都没有。请检查原文件的大小，重新拷贝或导出后再上传。"), code="empty")
    if size > settings.MEDIA_MAX_UPLOAD_BYTES:
        limit = settings.MEDIA_MAX_UPLOAD_BYTES / (1 << 30)
        raise TooLarge(
            _("这个文件超过 %(limit)s GB。请导出为较小的 MP4（1080p 就够），或剪成几段再上传。") % {"limit": f"{limit:g}"},
            code="too_large",
        )


def _check_count(actor: Person) -> None:
    """Refuse a person who left very many uploads unfinished."""
    if Upload.objects.filter(owner=actor, state=UploadState.OPEN).count() >= settings.MEDIA_MAX_OPEN_UPLOADS:
        raise Conflict(_("您有太多没传完的文件。请先把它们传完或取消，再上传新的。"), code="too_many_uploads")


def reserve_room(organisation_id: int, size: int) -> None:
    """Refuse when the organisation's quota or the disk has no room; the quota's row serialises parallel uploads.

    Call in the transaction that keeps the file's row.
    """
    StorageQuota.objects.bulk_create([StorageQuota(organisation_id=organisation_id)], ignore_conflicts=True)
    quota = StorageQuota.objects.select_for_update().get(organisation_id=organisation_id)
    limit = limit_of(quota)
    if used_bytes(organisation_id) + size > limit:
        raise Conflict(_("本机构的视频空间已经用完，放不下这个文件。请删掉不用的视频，或请平台管理员增加空间。"), code="quota_full")
    if storage.is_local() and storage.free_bytes(storage.path_of("src")) < size * settings.MEDIA_SCRATCH_FACTOR:
        raise Conflict(_("服务器的存储空间不够，暂时收不下这个文件。请联系平台管理员，过一会儿再上传。"), code="disk_full")


def limit_of(quota: StorageQuota | None) -> int:
    """Return how many bytes may be kept under *quota*; the site's default where it names no number."""
    return settings.MEDIA_QUOTA_BYTES if quota is None or quota.bytes is None else quota.bytes


def used_bytes(organisation_id: int) -> int:
    """Return how many bytes of the media store an organisation uses: uploads, originals, packages, hand-outs, recordings."""
    sums = (
        Asset.objects.filter(organisation_id=organisation_id).exclude(state=AssetState.REJECTED).aggregate(n=Sum("size"))["n"],
        Artifact.objects.filter(asset__organisation_id=organisation_id).aggregate(n=Sum("size"))["n"],
        StoredFile.objects.filter(organisation_id=organisation_id).aggregate(n=Sum("size"))["n"],
        Recording.objects.filter(narration__organisation_id=organisation_id).aggregate(n=Sum("size"))["n"],
    )
    return sum(number or 0 for number in sums)


def _next_version(asset: Asset, *, actor: Person, name: str, size: int) -> Asset:
    """Open the next version of *asset*; the version that plays is not touched."""
    locked = Asset.objects.select_for_update().get(pk=asset.pk)
    if not policies.may_manage(actor, locked):
        raise NotAllowed(_("这个视频不是您上传的，不能替换。请联系上传的人。"))
    if locked.state == AssetState.DELETING:
        raise Conflict(_("这个视频正在删除，不能替换。请新上传一个。"))
    open_next_version(locked, state=AssetState.UPLOADING, name=name, size=size)
    return locked


def open_next_version(locked: Asset, *, state: AssetState, name: str, size: int) -> None:
    """Make room in a locked asset for the bytes of its next version; whatever was on its way to it is given up."""
    Upload.objects.filter(asset=locked, state=UploadState.OPEN).update(state=UploadState.TERMINATED)
    fields: dict[str, Any] = {
        "version": locked.version + 1,
        "state": state,
        "state_since": timezone.now(),
        "file_name": name,
        "size": size,
        "sha256": "",
        "probe": None,
        "plan": None,
        "error_code": "",
        "error_detail": "",
        "failed_state": "",
        "source_dropped_at": None,
        "lease_token": None,
        "lease_until": None,
        "attempts": 0,
    }
    for field, value in fields.items():
        setattr(locked, field, value)
    locked.save(update_fields=list(fields))
    stop_pieces(locked)


def received(upload: Upload) -> int:
    """Return how many bytes have truly arrived: by tus the size of the file on disk, in parts what the bucket said last."""
    if upload.state == UploadState.FINISHED:
        return upload.length
    if upload.protocol == UploadProtocol.PARTS:
        return upload.offset
    return min(size_on_disk(upload_path(upload)), upload.length)


def append_blocks(upload: Upload, offset: int, blocks: Iterator[bytes]) -> int:
    """Append *blocks* at *offset* and return the new offset; finish the upload when its last byte is there.

    Raises ``WrongOffset`` when the upload is not at *offset*, ``WriterBusy`` when another request is writing, ``TooLarge``
    when there is more than was announced, ``NoRoom`` when the disk filled up. What was written before an error stays and counts.
    """
    if received(upload) != offset:
        raise WrongOffset(received(upload))
    token = _become_writer(upload)
    try:
        with closing(Appender(upload_path(upload), offset)) as appender:
            _write(upload, token, appender, blocks)
    except OffsetMoved as error:
        raise WrongOffset(received(upload)) from error
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise NoRoom(
            _("服务器的存储空间满了，传到的部分都留着。有空间后会接着传，不用从头来；一直不动，请联系平台管理员。")
        ) from error
    finally:
        _acknowledge(upload, token)
    return received(upload)


def _become_writer(upload: Upload) -> uuid.UUID:
    token = uuid.uuid4()
    free = Q(writer__isnull=True) | Q(writer_until__lt=Now())
    taken = Upload.objects.filter(free, pk=upload.pk, state=UploadState.OPEN).update(
        writer=token, writer_until=Now() + WRITER_LEASE
    )
    if not taken:
        raise WriterBusy
    return token


def _write(upload: Upload, token: uuid.UUID, appender: Appender, blocks: Iterator[bytes]) -> None:
    """Write block by block; renew the writer's lease about every two seconds and force to disk now and then."""
    renewed, sealed = timezone.now(), appender.position
    for block in blocks:
        if appender.position + len(block) > upload.length:
            raise TooLarge(_("收到的内容比声明的文件大。请重新选择这个文件上传。"), code="too_large")
        appender.append(block)
        if appender.position - sealed >= SEAL_EVERY:
            appender.seal()
            sealed = appender.position
        if timezone.now() - renewed > timedelta(seconds=2):
            renewed = timezone.now()
            if not Upload.objects.filter(pk=upload.pk, writer=token).update(writer_until=Now() + WRITER_LEASE):
                raise OffsetMoved


def _acknowledge(upload: Upload, token: uuid.UUID) -> None:
    """Note the real offset, let the next writer in, and finish the upload when it is whole."""
    with transaction.atomic():
        row = Upload.objects.select_for_update(of=("self",)).select_related("asset").get(pk=upload.pk)
        if row.state != UploadState.OPEN:
            return
        row.offset = received(row)
        if row.writer == token:
            row.writer = row.writer_until = None
        row.save(update_fields=["offset", "writer", "writer_until"])
        if row.offset == row.length:
            _finish(row)


def finish_whole_uploads() -> int:
    """Finish uploads whose last byte arrived just before the web process was killed; return how many."""
    finished = 0
    whole = Upload.objects.filter(state=UploadState.OPEN, protocol=UploadProtocol.TUS).select_related("asset")
    for upload in whole.iterator():
        if received(upload) == upload.length:
            finished += finish_upload(upload)
    return finished


def finish_upload(upload: Upload) -> bool:
    """Mark an upload whose bytes are all there as finished; return whether it was still open."""
    with transaction.atomic():
        row = Upload.objects.select_for_update(of=("self",)).select_related("asset").get(pk=upload.pk)
        if row.state != UploadState.OPEN:
            return False
        _finish(row)
    return True


def _finish(upload: Upload) -> None:
    """Mark a locked, whole upload as finished and hand its asset to the worker."""
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.FINISHED, offset=upload.length, writer=None, writer_until=None)
    asset = Asset.objects.select_for_update().get(pk=upload.asset_id)
    if asset.version == upload.version and asset.state == AssetState.UPLOADING:
        mark_stored(asset)


def terminate_upload(upload: Upload, *, actor: Person) -> None:
    """Drop an upload that its owner no longer wants, with its bytes."""
    if upload.owner_id != actor.pk:
        raise NotAllowed(_("这个上传不是您的，不能取消。"))
    _close(upload, UploadState.TERMINATED)


def expire_uploads() -> int:
    """Drop uploads that nobody continued in time; return how many."""
    old = Upload.objects.filter(state=UploadState.OPEN, expires_at__lt=timezone.now()).select_related("asset")
    count = 0
    for upload in old.iterator():
        count += _close(upload, UploadState.EXPIRED)
    return count


def _close(upload: Upload, state: UploadState) -> bool:
    """Close an open upload: its asset is told, its bytes are deleted after commit. Return whether it was open."""
    with transaction.atomic():
        asset = Asset.objects.select_for_update().get(pk=upload.asset_id)
        closed = Upload.objects.filter(pk=upload.pk, state=UploadState.OPEN).update(state=state, writer=None, writer_until=None)
        if not closed:
            return False
        if asset.version == upload.version and asset.state == AssetState.UPLOADING:
            _tell_asset(asset, state)
        transaction.on_commit(lambda: _drop_bytes(upload), robust=True)
    return True


def _drop_bytes(upload: Upload) -> None:
    """Delete what has arrived of an upload that ended early."""
    if upload.protocol == UploadProtocol.TUS:
        upload_path(upload).unlink(missing_ok=True)
    elif upload.parts_id:
        storage.media_bucket().abort_parts(storage.source_key(upload.asset.key, upload.version), upload.parts_id)


def _tell_asset(asset: Asset, state: UploadState) -> None:
    """An upload ended without its file: the version before plays on, or the asset says what happened."""
    fields: dict[str, Any] = {"state_since": timezone.now()}
    if asset.ready_version:
        fields |= {"state": AssetState.READY}
    elif state == UploadState.EXPIRED:
        fields |= {"state": AssetState.FAILED, "failed_state": AssetState.UPLOADING, "error_code": "upload_expired"}
    else:
        fields |= {"state": AssetState.FAILED, "failed_state": AssetState.UPLOADING, "error_code": "upload_cancelled"}
    Asset.objects.filter(pk=asset.pk).update(**fields)
