"""Keeping hand-outs and giving their addresses."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import InvalidInput, NotAllowed, NotFound, Unavailable
from media_pipeline import storage
from media_pipeline.delivery.tokens import make_token
from media_pipeline.enums import HandoutPages, HandoutText
from media_pipeline.errors import Postponed, Refused, store_needed
from media_pipeline.handouts.kinds import PAGED, check_content, type_for
from media_pipeline.handouts.models import StoredFile
from media_pipeline.processing.scanner import scan_stream
from media_pipeline.storage import media_storage
from media_pipeline.uploads.services import clean_file_name, reserve_room

SCAN_SECONDS = 15.0
"""A request's patience with the virus scanner: somebody waits for its answer."""


def store_handout(*, actor: Person, organisation_id: int, file: UploadedFile) -> StoredFile:
    """Keep an uploaded hand-out and return its row. The caller has checked that *actor* may add it.

    Raises ``InvalidInput`` for an empty file, one over the limit or with a virus, or a type that is not given out,
    ``Conflict`` when the organisation's room is full, and ``Unavailable`` while the virus scanner or the file store is away.
    """
    name = clean_file_name(file.name or "")
    content_type = type_for(name)
    _check_size(file.size or 0)
    check_content(file, content_type)
    file.seek(0)
    _check_clean(file)
    has_pages = content_type in PAGED
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    stored = StoredFile(
        organisation_id=organisation_id,
        owner=actor,
        file_name=name,
        content_type=content_type,
        size=file.size or 0,
        sha256=digest.hexdigest(),
        text_state=HandoutText.WAITING if has_pages else HandoutText.NONE,
        pages_state=HandoutPages.WAITING if has_pages else HandoutPages.NONE,
    )
    file.seek(0)
    with transaction.atomic():
        reserve_room(organisation_id, stored.size)
        with store_needed():
            media_storage().save(stored.storage_key, file)
        stored.save()
        if has_pages:
            _ring_reader(stored.pk)
    return stored


def _ring_reader(stored_file_id: int) -> None:
    """Have a worker read and draw it after the commit; without a broker the sweep does it."""
    from media_pipeline.tasks import prepare_handout

    transaction.on_commit(lambda: prepare_handout.delay(stored_file_id), robust=True)


def _check_size(size: int) -> None:
    if not size:
        raise InvalidInput(_("这个文件是空的，请检查后重新选择。"), code="empty")
    if size > settings.MEDIA_MAX_HANDOUT_BYTES:
        limit = settings.MEDIA_MAX_HANDOUT_BYTES // (1 << 20)
        raise InvalidInput(_("讲义要在 %(limit)s MB 以内，请压缩后再上传。") % {"limit": limit}, code="too_large")


def _check_clean(file: UploadedFile) -> None:
    """Show the file to the virus scanner, where there is one; a file that it could not look at is not kept."""
    try:
        scan_stream(file, seconds=SCAN_SECONDS)
    except Refused as error:
        raise InvalidInput(_("这个文件里查出了病毒，没有收下。请先给电脑杀毒，重新导出文件，再上传。"), code="infected") from error
    except Postponed as error:
        raise Unavailable(_("杀毒服务暂时不能用，这份讲义还没有收下。请过几分钟再上传一次。"), code="scanner_down") from error
    file.seek(0)


def handout_url(stored_file_id: int, *, person_id: int | None, lifetime: timedelta = timedelta(hours=2)) -> str:
    """Return the address under which one person can download a hand-out. The caller has decided that they may."""
    stored = StoredFile.objects.filter(pk=stored_file_id).first()
    if stored is None:
        raise NotFound(_("没有这份讲义，它可能已经删除。"))
    return address_of(stored, person_id=person_id, lifetime=lifetime)


def address_of(stored: StoredFile, *, person_id: int | None, lifetime: timedelta = timedelta(hours=2)) -> str:
    """Return the download address of a loaded row; no query."""
    token = make_token(f"file/{stored.key}", person_id=person_id, lifetime=int(lifetime.total_seconds()))
    return reverse("media_pipeline:handout", args=[token, stored.key])


def delete_handout(stored: StoredFile, *, actor: Person) -> None:
    """Delete a hand-out, its file and the pictures of its pages after commit."""
    if stored.owner_id != actor.pk and not actor.is_superuser:
        raise NotAllowed(_("这份讲义不是您上传的，不能删除。"))
    with transaction.atomic():
        key, folder = stored.storage_key, storage.pages_folder(stored.key)
        stored.delete()
        transaction.on_commit(lambda: media_storage().delete(key), robust=True)
        transaction.on_commit(lambda: storage.delete_folder(folder), robust=True)
