"""A drawn deck, recordings as phones make them, and workers that check and compose."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from weasyprint import HTML

from media_pipeline.api import Narration, StoredFile, add_recordings, open_narration, store_handout
from media_pipeline.handouts.models import PagePicture
from media_pipeline.handouts.preparing import prepare_handout
from media_pipeline.narration.checking import check_recording
from media_pipeline.narration.models import Recording
from tests.media_pipeline.sources import make, tone

WORDS = ("先洗手再量血压", "袖带和心脏一样高", "记下两次读数")


def draw(*words: str) -> bytes:
    """Return a PDF with one page for each of *words*."""
    pages = "".join(f'<section style="page-break-after: always"><h1>{said}</h1></section>' for said in words)
    style = "@page {size: 320mm 180mm} h1 {font-size: 60pt}"
    return bytes(HTML(string=f"<style>{style}</style>{pages}").write_pdf())


@pytest.fixture(scope="session")
def drawn() -> bytes:
    """A deck of three pages."""
    return draw(*WORDS)


@pytest.fixture
def deck(teacher: Any, drawn: bytes) -> StoredFile:
    """The deck, stored and drawn."""
    file = SimpleUploadedFile("血压.pdf", drawn)
    stored = store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=file)
    prepare_handout(stored.pk)
    stored.refresh_from_db()
    return stored


@pytest.fixture
def drawn_narration(deck: StoredFile) -> Narration:
    """The real deck without a recording yet."""
    return open_narration(deck)


def paper_deck(organisation_id: int, pages: int = 3) -> StoredFile:
    """Return a deck whose pages exist as rows only: enough for everything but composing."""
    stored = StoredFile.objects.create(
        organisation_id=organisation_id, file_name="血压.pptx", size=1, text_state="read", pages_state="ready", page_count=pages
    )
    draw_rows(stored, pages)
    return stored


def draw_rows(stored: StoredFile, pages: int, digest: str = "0") -> None:
    """Draw the deck anew: other pictures, perhaps fewer pages."""
    PagePicture.objects.filter(stored_file=stored).delete()
    for number in range(1, pages + 1):
        for bound in (480, 1280):
            sizes = {"bound": bound, "width": bound, "height": bound * 9 // 16, "size": 1, "sha256": digest * 64}
            PagePicture.objects.create(stored_file=stored, number=number, **sizes)


@pytest.fixture
def narration(teacher: Any) -> Narration:
    """A deck of three pages without a recording yet."""
    return open_narration(paper_deck(teacher.organisation_id))


@pytest.fixture(scope="session")
def spoken(sources: Path) -> Path:
    """Two seconds and a bit, as a phone records them."""
    return make(sources / "spoken.m4a", *tone(2.2), "-c:a", "aac")


type Say = Callable[..., list[tuple[str, int]]]


@pytest.fixture
def say(teacher: Any) -> Say:
    """Return a function that gives files (name → path or bytes) to a narration and has them checked."""

    def give(
        narration: Narration, files: dict[str, Path | bytes], *, number: int | None = None, checked: bool = True
    ) -> list[tuple[str, int]]:
        sent = [
            SimpleUploadedFile(name, found if isinstance(found, bytes) else found.read_bytes()) for name, found in files.items()
        ]
        placed = add_recordings(narration, actor=teacher, files=sent, number=number)
        if checked:
            check_all()
        return placed

    return give


def check_all() -> None:
    """Check every recording that waits."""
    for pk in Recording.objects.values_list("pk", flat=True):
        check_recording(pk)


def states(narration: Narration) -> dict[int, tuple[str, str, int]]:
    """Return state, reason and milliseconds of each recording by page."""
    rows = Recording.objects.filter(narration=narration).values_list("number", "state", "error_code", "duration_ms")
    return {number: (state, code, length) for number, state, code, length in rows}
