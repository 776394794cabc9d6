"""Reading the text of hand-outs page by page, so that it can be found. Only PDF: no other type has pages of its own."""

import json
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from foundation.api import publish
from media_pipeline.enums import HandoutText
from media_pipeline.events import HandoutRead
from media_pipeline.handouts.models import HandoutPage, StoredFile
from media_pipeline.processing.sandbox import Limits, run_child
from media_pipeline.storage import local_file

MOST_PAGES = 500
MOST_CHARACTERS = 6_000
"""Of one page; what stands on a sheet of A4 is far less."""
READ_LIMITS = Limits(memory=1 << 30, processor=120, file_size=1 << 20, output=32 << 20)
SCRIPT = Path(__file__).parents[1] / "processing" / "pdf_text.py"

type Pages = list[tuple[int, str]]


def read_handout(stored_file_id: int) -> str:
    """Read a hand-out that waits for it, keep its pages and say so; return its state. Doing it twice changes nothing."""
    stored = StoredFile.objects.filter(pk=stored_file_id, text_state=HandoutText.WAITING).first()
    if stored is None:
        return ""
    pages = _pages_of(stored)
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().filter(pk=stored_file_id, text_state=HandoutText.WAITING).first()
        if row is None:
            return ""
        row.text_state = _state_of(pages)
        row.page_count = len(pages) if pages is not None else None
        row.save(update_fields=["text_state", "page_count"])
        HandoutPage.objects.bulk_create(
            HandoutPage(stored_file=row, number=number, text=text) for number, text in pages or [] if text
        )
        publish(HandoutRead(stored_file_id=row.pk))
    return row.text_state


def waiting_handouts(limit: int) -> list[int]:
    """Return hand-outs that wait to be read, the oldest first."""
    rows = StoredFile.objects.filter(text_state=HandoutText.WAITING).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def handout_pages(stored_file_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Return the pages with text by hand-out, as number and text in order; one query."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = HandoutPage.objects.filter(stored_file__in=stored_file_ids).order_by("stored_file_id", "number")
    for stored_file_id, number, text in rows.values_list("stored_file_id", "number", "text"):
        found.setdefault(stored_file_id, []).append((number, text))
    return found


def _state_of(pages: Pages | None) -> HandoutText:
    if pages is None:
        return HandoutText.UNREADABLE
    return HandoutText.READ if any(text for _number, text in pages) else HandoutText.SCANNED


def _pages_of(stored: StoredFile) -> Pages | None:
    """Return number and text of each page; ``None`` when the file cannot be read at all."""
    Path(settings.MEDIA_SCRATCH_DIR).mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=settings.MEDIA_SCRATCH_DIR, prefix="handout.") as folder,
        local_file(stored.storage_key, Path(folder)) as path,
    ):
        child = [sys.executable, "-I", str(SCRIPT), str(path.resolve()), str(MOST_PAGES)]
        lines: list[str] = []
        finished = run_child(child, limits=READ_LIMITS, folder=Path(folder), on_line=lines.append)
    pages = [(number, " ".join(text.replace("\x00", "").split())[:MOST_CHARACTERS]) for number, text in map(json.loads, lines)]
    return pages if pages or finished.code == 0 else None
