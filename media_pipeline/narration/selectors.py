"""What a teacher sees of a deck and its recordings, and a learner of its pages' times."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.urls import reverse

from media_pipeline.assets.reasons import Reason
from media_pipeline.delivery.tokens import make_token
from media_pipeline.enums import NarrationState, RecordingState
from media_pipeline.handouts.models import StoredFile
from media_pipeline.handouts.reading import handout_pages
from media_pipeline.handouts.selectors import ShownPage, shown_pages
from media_pipeline.narration.models import STANDS, Narration, PageTimes, Recording
from media_pipeline.narration.reasons import failure_of, refusal_of
from media_pipeline.narration.services import fingerprint_of, is_made, score_of

TITLE_LENGTH = 24
SITTING = timedelta(hours=12)
"""How long addresses last on the page: recording a lecture takes long."""


@dataclass(frozen=True)
class Take:
    """A recording as its page shows it. ``url`` plays it once it is checked; ``refusal`` says why it was not taken."""

    number: int
    file_name: str
    state: str
    state_label: str
    duration_ms: int
    url: str
    refusal: Reason | None


@dataclass(frozen=True)
class NarratedPage:
    """One page of the deck. ``seconds`` is how long it stands without a recording, 0 when it is left out."""

    shown: ShownPage
    take: Take | None
    seconds: int

    @property
    def number(self) -> int:
        """Return the page's number."""
        return self.shown.number


@dataclass(frozen=True)
class NarrationSheet:
    """All of it. ``strays`` are recordings whose page the deck no longer has; ``is_changed`` says that composing would make
    something new; ``failure`` is why composing stopped.
    """

    pages: list[NarratedPage]
    strays: list[Take]
    state: str
    percent: int
    failure: Reason | None
    is_changed: bool
    total_ms: int

    @property
    def spoken(self) -> int:
        """Return how many pages have a recording that can be used."""
        return sum(1 for page in self.pages if page.take and page.take.state == RecordingState.READY)

    @property
    def is_working(self) -> bool:
        """Whether a worker has something to do, so that looking again soon shows something new."""
        return self.state == NarrationState.COMPOSING or self.is_checking

    @property
    def is_checking(self) -> bool:
        """Whether a recording is being checked."""
        return any(page.take and page.take.state == RecordingState.WAITING for page in self.pages)

    @property
    def refused(self) -> list[Take]:
        """Return the recordings that were not taken."""
        return [page.take for page in self.pages if page.take and page.take.refusal]


def narration_sheet(
    narration: Narration | None, deck: StoredFile, *, person_id: int, lifetime: timedelta = SITTING
) -> NarrationSheet:
    """Return *deck* with its recordings, for one person; four queries, one before anything was recorded."""
    shown = shown_pages([deck], person_id=person_id, lifetime=lifetime).get(deck.pk, [])
    if narration is None:
        pages = [NarratedPage(page, None, STANDS) for page in shown]
        return NarrationSheet(pages, [], NarrationState.OPEN, 0, None, is_changed=False, total_ms=0)
    takes = {row.number: _take(row, person_id, lifetime) for row in narration.recordings.order_by("number")}
    numbers = {page.number for page in shown}
    score = score_of(narration)
    stopped = narration.state == NarrationState.STOPPED
    return NarrationSheet(
        pages=[NarratedPage(page, takes.get(page.number), narration.stands_for(page.number)) for page in shown],
        strays=[take for number, take in takes.items() if number not in numbers],
        state=narration.state,
        percent=narration.percent,
        failure=failure_of(narration.error_code) if stopped else None,
        is_changed=not is_made(narration, fingerprint_of(score)),
        total_ms=sum(page["ms"] for page in score),
    )


def _take(row: Recording, person_id: int, lifetime: timedelta) -> Take:
    return Take(
        number=row.number,
        file_name=row.file_name,
        state=row.state,
        state_label=row.get_state_display(),
        duration_ms=row.duration_ms,
        url=_url(row, person_id, lifetime) if row.state == RecordingState.READY else "",
        refusal=refusal_of(row.error_code) if row.state == RecordingState.REFUSED else None,
    )


def _url(row: Recording, person_id: int, lifetime: timedelta) -> str:
    token = make_token(recording_scope(str(row.key)), person_id=person_id, lifetime=int(lifetime.total_seconds()))
    return reverse("media_pipeline:recording", args=[token, row.key])


def recording_scope(key: str) -> str:
    """Return what a token for a recording is made for."""
    return f"recording/{key}"


@dataclass(frozen=True)
class PageTime:
    """A page of a deck in a video: since when it stands, and the beginning of its words."""

    number: int
    start_ms: int
    title: str


def page_times(asset_id: int) -> list[PageTime]:
    """Return when each page stands in the version that plays, in order; empty for videos not made of a deck. Two queries.

    A version made anew of the same bytes has the times of the one before it.
    """
    rows = PageTimes.objects.filter(asset=asset_id, version__lte=F("asset__ready_version"))
    row = rows.order_by("-version").first()
    if row is None:
        return []
    words = dict(handout_pages([row.deck_id]).get(row.deck_id, [])) if row.deck_id else {}
    return [PageTime(number, start_ms, words.get(number, "")[:TITLE_LENGTH]) for number, start_ms in row.times]
