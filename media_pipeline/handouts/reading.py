"""Reading the words of hand-outs page by page, so that they can be found. PDF by page, presentations by slide.

A text document has no pages before it is laid out: its words are kept in pieces until LibreOffice has made pages of it
(``picturing``), and stay so on a machine without LibreOffice.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from media_pipeline.enums import HandoutText
from media_pipeline.errors import Broken
from media_pipeline.handouts.kinds import DOCX, PDF, PPTX
from media_pipeline.handouts.models import HandoutPage, StoredFile
from media_pipeline.processing.sandbox import Finished, Limits, run_child

MOST_PAGES = 500
MOST_CHARACTERS = 6_000
"""Of one page; what stands on a sheet of A4 is far less."""
READ_LIMITS = Limits(memory=1 << 30, processor=120, file_size=1 << 20, output=32 << 20)
SCRIPTS = Path(__file__).parents[1] / "processing"

type Pages = list[tuple[int, str]]


def read_pages(path: Path, content_type: str, folder: Path, tick: Callable[[], None]) -> Pages | None:
    """Return number and words of each page of *path*; ``None`` when it cannot be read at all. Works in *folder*."""
    file = str(path.resolve())
    jobs = {
        PDF: ["pdf_text.py", file, str(MOST_PAGES)],
        PPTX: ["office_parts.py", "slides", file, str(MOST_PAGES)],
        DOCX: ["office_parts.py", "words", file, str(MOST_PAGES)],
    }
    finished, lines = run_script(jobs[content_type], limits=READ_LIMITS, folder=folder, tick=tick)
    pages = [(number, " ".join(text.replace("\x00", "").split())[:MOST_CHARACTERS]) for number, text in map(json.loads, lines)]
    return pages if pages or finished.code == 0 else None


def run_script(job: list[str], *, limits: Limits, folder: Path, tick: Callable[[], None]) -> tuple[Finished, list[str]]:
    """Run one of our readers in the sandbox; return how it went and the lines that it printed.

    ``Broken`` when somebody killed it; running into its own limits is the file's fault and no reason to try again.
    """
    lines: list[str] = []
    child = [sys.executable, "-I", str(SCRIPTS / job[0]), *job[1:]]
    finished = run_child(child, limits=limits, folder=folder, on_line=lines.append, on_tick=tick)
    if finished.code == -9 and not finished.stalled and finished.processor < limits.processor - 1:
        raise Broken("killed", finished.tail[-500:])
    return finished, lines


def text_state_of(pages: Pages | None) -> HandoutText:
    """Return what can be said of a hand-out whose pages read like this."""
    if pages is None:
        return HandoutText.UNREADABLE
    return HandoutText.READ if any(text for _number, text in pages) else HandoutText.SCANNED


def keep_words(stored: StoredFile, pages: Pages | None) -> None:
    """Keep the words in place of what was there before."""
    HandoutPage.objects.filter(stored_file=stored).delete()
    HandoutPage.objects.bulk_create(
        HandoutPage(stored_file=stored, number=number, text=text) for number, text in pages or [] if text
    )


def handout_pages(stored_file_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Return the pages with text by hand-out, as number and text in order; one query.

    The number is 0 where the file has no pages to point at.
    """
    found: dict[int, list[tuple[int, str]]] = {}
    rows = HandoutPage.objects.filter(stored_file__in=stored_file_ids).order_by("stored_file_id", "number")
    for stored_file_id, number, text, count in rows.values_list("stored_file_id", "number", "text", "stored_file__page_count"):
        found.setdefault(stored_file_id, []).append((number if count else 0, text))
    return found
