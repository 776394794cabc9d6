"""Pictures of the pages of hand-outs, so that nobody needs an Office program to look at them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from media_pipeline import storage
from media_pipeline.errors import Refused
from media_pipeline.handouts.kinds import DOCX, PDF, PPTX
from media_pipeline.handouts.models import PagePicture, StoredFile
from media_pipeline.handouts.reading import MOST_PAGES, Pages, read_pages, run_script
from media_pipeline.processing.sandbox import Limits
from media_pipeline.processing.soffice import convert_to_pdf

BOUNDS = (480, 1280)
"""Widths in pixels that pages are drawn for: a row of small pages, and a page to read."""
CLEAN_LIMITS = Limits(memory=1 << 30, processor=120, file_size=1 << 30)
DRAW_LIMITS = Limits(memory=2 << 30, processor=300, file_size=32 << 20)
_SUFFIXES = {PPTX: ".pptx", DOCX: ".docx"}


@dataclass(frozen=True)
class Drawn:
    """What was made of a file: rows that are not saved yet, and the words by page where they were not known before."""

    pictures: list[PagePicture]
    pages: Pages | None


def draw_pages(stored: StoredFile, path: Path, folder: Path, tick: Callable[[], None]) -> Drawn:
    """Draw the pages of *path*, work in *folder*, and put the pictures into the store.

    ``Refused`` with ``no_converter``, ``unreadable`` or ``too_heavy``; ``Broken`` when a program was killed on the way.
    """
    pdf = path if stored.content_type == PDF else _pdf_of(path, _SUFFIXES[stored.content_type], folder, tick)
    pages = read_pages(pdf, PDF, folder, tick) if stored.content_type == DOCX else None
    job = ["page_pictures.py", str(pdf.resolve()), str(folder), str(settings.MEDIA_HANDOUT_PICTURES), *map(str, BOUNDS)]
    finished, lines = run_script(job, limits=DRAW_LIMITS, folder=folder, tick=tick)
    if not lines:
        raise Refused("unreadable", f"code {finished.code} {finished.tail[-500:]}")
    storage.delete_folder(storage.pages_folder(stored.key))  # of an attempt that was killed
    pictures = []
    for number, width, height in map(json.loads, lines):
        tick()
        pictures += [_put(stored, folder, number, bound, (width, height)) for bound in BOUNDS]
    return Drawn(pictures, pages)


def _pdf_of(path: Path, suffix: str, folder: Path, tick: Callable[[], None]) -> Path:
    """Return the PDF of an Office file; LibreOffice only ever sees a copy in which nothing leads out."""
    copy = folder / f"clean{suffix}"
    job = ["office_parts.py", "clean", str(path.resolve()), str(copy)]
    finished, _lines = run_script(job, limits=CLEAN_LIMITS, folder=folder, tick=tick)
    if finished.code:
        raise Refused("unreadable", f"code {finished.code} {finished.tail[-500:]}")
    return convert_to_pdf(copy, folder, most_pages=MOST_PAGES, tick=tick)


def _put(stored: StoredFile, folder: Path, number: int, bound: int, full: tuple[int, int]) -> PagePicture:
    size, digest = storage.put_file(storage.page_key(stored.key, number, bound), folder / f"{number}-{bound}.jpg")
    width, height = (max(1, round(side * bound / max(BOUNDS))) for side in full)
    return PagePicture(stored_file=stored, number=number, bound=bound, width=width, height=height, size=size, sha256=digest)
