"""What a hand-out can show of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from media_pipeline.delivery.tokens import make_token
from media_pipeline.handouts.models import HandoutPage, PagePicture, StoredFile
from media_pipeline.handouts.picturing import BOUNDS


@dataclass(frozen=True)
class ShownPage:
    """One page as pictures in two sizes; ``width`` and ``height`` are those of the large one, in pixels."""

    number: int
    small_url: str
    large_url: str
    small_width: int
    width: int
    height: int

    @property
    def srcset(self) -> str:
        """Return both pictures with their widths, for browsers to choose from."""
        return f"{self.small_url} {self.small_width}w, {self.large_url} {self.width}w"


def shown_pages(
    files: Iterable[StoredFile], *, person_id: int | None, first: int = 0, lifetime: timedelta = timedelta(hours=2)
) -> dict[int, list[ShownPage]]:
    """Return the pages of *files* with addresses for one person, by hand-out and in order. One query.

    *first* leaves out the pages after that one.
    """
    by_id = {file.pk: file for file in files}
    rows = PagePicture.objects.filter(stored_file__in=by_id).order_by("stored_file_id", "number", "bound")
    rows = rows.filter(number__lte=first) if first else rows
    found: dict[tuple[int, int], dict[int, PagePicture]] = {}
    for row in rows:
        found.setdefault((row.stored_file_id, row.number), {})[row.bound] = row
    tokens = {pk: page_token(file, person_id=person_id, lifetime=lifetime) for pk, file in by_id.items()}
    pages: dict[int, list[ShownPage]] = {}
    for (pk, number), sizes in found.items():
        small, large = sizes[BOUNDS[0]], sizes[BOUNDS[-1]]
        urls = [reverse("media_pipeline:page", args=[tokens[pk], by_id[pk].key, number, bound]) for bound in BOUNDS]
        pages.setdefault(pk, []).append(ShownPage(number, urls[0], urls[-1], small.width, large.width, large.height))
    return pages


def page_token(file: StoredFile, *, person_id: int | None, lifetime: timedelta) -> str:
    """Return the token for the pictures of one hand-out; it does not open the file itself."""
    return make_token(page_scope(str(file.key)), person_id=person_id, lifetime=int(lifetime.total_seconds()))


def page_scope(key: str) -> str:
    """Return what a token for the pages of a hand-out is made for."""
    return f"pages/{key}"


def page_words(stored_file_id: int) -> dict[int, str]:
    """Return the words of a hand-out by page, for those who cannot see pictures; one query."""
    rows = HandoutPage.objects.filter(stored_file=stored_file_id, stored_file__page_count__isnull=False)
    return dict(rows.values_list("number", "text"))
