"""What learners see of a lesson's hand-outs: what to download, the first pages, and all pages to read one below the other."""

from dataclasses import dataclass

from django.urls import reverse

from courses.catalogue.models import LessonPage
from media_pipeline.api import HandoutPages, ShownPage, StoredFile, address_of, page_words, shown_pages

FIRST = 3
"""So many small pages stand under a hand-out on the lesson's page."""
AT_ONCE = 20
"""So many pages are read on one page of the site; old phones hold no more pictures."""


@dataclass(frozen=True)
class HandoutLink:
    """A hand-out to download. ``size`` is in bytes; ``reader_url`` is empty when its pages cannot be looked at."""

    title: str
    url: str
    kind: str
    size: int
    page_count: int = 0
    reader_url: str = ""
    pages: tuple[ShownPage, ...] = ()


@dataclass(frozen=True)
class ReadPage:
    """One page to read: its pictures, and its words for those who cannot see them."""

    shown: ShownPage
    words: str


@dataclass(frozen=True)
class Reading:
    """Some pages of a hand-out in order. ``before`` and ``after`` are the first numbers of the pages to go on with, 0 for none.

    ``drawn`` is how many pages can be looked at, ``total`` how many there are.
    """

    handout: HandoutLink
    pages: list[ReadPage]
    before: int
    after: int
    drawn: int
    total: int

    @property
    def high(self) -> int:
        """Return the number of the last page of this stretch."""
        return self.pages[-1].shown.number


def handouts_of(lesson: LessonPage, *, person_id: int, address: str) -> list[HandoutLink]:
    """Return the lesson's hand-outs with addresses for one person; *address* is the lesson's own.

    Two queries, one without hand-outs that can be looked at.
    """
    rows = list(lesson.handouts.select_related("stored_file").order_by("sort_order"))
    drawn = [row.stored_file for row in rows if row.stored_file.pages_state == HandoutPages.READY]
    pages = shown_pages(drawn, person_id=person_id, first=FIRST) if drawn else {}
    return [_link(row.title, row.stored_file, person_id, address, pages.get(row.stored_file_id, [])) for row in rows]


def read_handout(lesson: LessonPage, file_id: int, *, person_id: int, address: str, number: int) -> Reading | None:
    """Return the pages around *number* of one of the lesson's hand-outs; ``None`` when there is nothing to look at."""
    row = lesson.handouts.select_related("stored_file").filter(stored_file=file_id).first()
    if row is None:
        return None
    shown = shown_pages([row.stored_file], person_id=person_id).get(file_id, [])
    if row.stored_file.pages_state != HandoutPages.READY or not shown:
        return None
    last = shown[-1].number
    low = (min(max(number, 1), last) - 1) // AT_ONCE * AT_ONCE + 1
    words = page_words(file_id)
    return Reading(
        handout=_link(row.title, row.stored_file, person_id, address, shown[:FIRST]),
        pages=[ReadPage(page, words.get(page.number, "")) for page in shown if low <= page.number < low + AT_ONCE],
        before=max(low - AT_ONCE, 0),
        after=low + AT_ONCE if low + AT_ONCE <= last else 0,
        drawn=last,
        total=max(row.stored_file.page_count or 0, last),
    )


def reader_address(lesson_address: str, file_id: int, number: int = 1) -> str:
    """Return where page *number* of a hand-out can be read, from the address of the lesson it belongs to."""
    start = f"{lesson_address}files/{file_id}/"
    return f"{start}?page={number}#page-{number}" if number > 1 else start


def lesson_address(course_slug: str, lesson_slug: str) -> str:
    """Return the address of a lesson."""
    return reverse("courses:lesson", args=[course_slug, lesson_slug])


def _link(title: str, file: StoredFile, person_id: int, address: str, pages: list[ShownPage]) -> HandoutLink:
    return HandoutLink(
        title=title,
        url=address_of(file, person_id=person_id),
        kind=file.file_name.rpartition(".")[2].upper(),
        size=file.size,
        page_count=file.page_count or 0,
        reader_url=reader_address(address, file.pk) if pages else "",
        pages=tuple(pages),
    )
