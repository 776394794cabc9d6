"""What the worker does with a hand-out: read its words, then draw its pages. Each step is saved by itself, under a lease."""

from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from foundation.api import publish
from media_pipeline import storage
from media_pipeline.assets.leases import MAX_ATTEMPTS, RING_AGAIN, Lease
from media_pipeline.enums import HandoutPages, HandoutText
from media_pipeline.errors import Broken, LeaseLost, Refused
from media_pipeline.events import HandoutRead
from media_pipeline.handouts.kinds import DOCX
from media_pipeline.handouts.models import UNDONE, PagePicture, StoredFile
from media_pipeline.handouts.picturing import Drawn, draw_pages
from media_pipeline.handouts.reading import keep_words, read_pages, text_state_of
from media_pipeline.processing.scratch import fresh_folder
from media_pipeline.processing.soffice import forget_profile, office_program

RING_SOON = timedelta(seconds=30)


def prepare_handout(stored_file_id: int) -> None:
    """Do what is left to do for one hand-out. Nothing happens when another process has it or nothing is left."""
    lease = Lease(StoredFile.objects.filter(_left_to_do()), stored_file_id)
    if not lease.take():
        return
    stored = StoredFile.objects.get(pk=stored_file_id)
    try:
        if stored.attempts > MAX_ATTEMPTS:
            _give_up(stored, lease)
            return
        with _scratch(stored, lease) as folder, storage.local_file(stored.storage_key, folder) as path:
            _work(stored, lease, path, folder)
    except Broken as error:
        lease.give_back(ring_in=RING_SOON, pages_error=str(error))
    except storage.StorageDown as error:
        lease.put_off(ring_in=RING_AGAIN, pages_error=str(error)[:300])
    except FileNotFoundError as error:
        _end(stored, lease, f"no file: {error.filename}")
    except LeaseLost:
        if not StoredFile.objects.filter(pk=stored_file_id).exists():
            storage.delete_folder(storage.pages_folder(stored.key))


def undone_handouts(limit: int) -> list[int]:
    """Return hand-outs that nobody works on and that wait, the oldest first."""
    late = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    rows = StoredFile.objects.filter(_left_to_do() & late).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _left_to_do() -> Q:
    """Return what this machine can do: without LibreOffice some pages wait for another machine, or for its installation."""
    return UNDONE | Q(pages_state=HandoutPages.NO_CONVERTER) if office_program() else UNDONE


def _work(stored: StoredFile, lease: Lease, path: Path, folder: Path) -> None:
    if stored.text_state == HandoutText.WAITING:
        pages = read_pages(path, stored.content_type, folder, lease.renew_sometimes)
        with transaction.atomic():
            count = len(pages) if pages and stored.content_type != DOCX else None
            lease.renew(text_state=text_state_of(pages), page_count=count, attempts=0)
            keep_words(stored, pages)
            publish(HandoutRead(stored_file_id=stored.pk))
    if stored.pages_state == HandoutPages.NONE:
        lease.save()
        return
    try:
        drawn = draw_pages(stored, path, folder, lease.renew_sometimes)
    except Refused as refusal:
        missing = refusal.code == "no_converter"
        state = HandoutPages.NO_CONVERTER if missing else HandoutPages.FAILED
        lease.save(pages_state=state, pages_error=str(refusal))
        return
    _keep(stored, lease, drawn)


def _keep(stored: StoredFile, lease: Lease, drawn: Drawn) -> None:
    """Save the pictures, and the words by page where they were not known by page before."""
    with transaction.atomic():
        words = {"text_state": text_state_of(drawn.pages), "page_count": len(drawn.pages)} if drawn.pages else {}
        lease.save(pages_state=HandoutPages.READY, pages_error="", **words)
        PagePicture.objects.filter(stored_file=stored).delete()
        PagePicture.objects.bulk_create(drawn.pictures)
        if drawn.pages:
            keep_words(stored, drawn.pages)
        publish(HandoutRead(stored_file_id=stored.pk))


def _give_up(stored: StoredFile, lease: Lease) -> None:
    """End after several deaths at the same step: the file is hostile, or needs more memory than there is."""
    _end(stored, lease, stored.pages_error or "killed again and again")


def _end(stored: StoredFile, lease: Lease, error: str) -> None:
    text = {"text_state": HandoutText.UNREADABLE} if stored.text_state == HandoutText.WAITING else {}
    pages = {"pages_state": HandoutPages.FAILED} if stored.pages_state != HandoutPages.NONE else {}
    with transaction.atomic():
        lease.save(**text, **pages, pages_error=error[:300])
        publish(HandoutRead(stored_file_id=stored.pk))


def _scratch(stored: StoredFile, lease: Lease) -> AbstractContextManager[Path]:
    """Return an empty folder for one attempt; LibreOffice's profile of a killed one has left something elsewhere too."""
    return fresh_folder(
        f"handout-{stored.key}/{lease.token}",
        earlier="*",
        size=stored.size,
        clear=lambda old: forget_profile(old / "profile"),
    )
