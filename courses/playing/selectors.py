"""What a lesson's page shows beside the player."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Aggregate, Min, Sum

from courses.catalogue.models import LessonPage
from courses.completion.rules import LessonFacts, Lock, gaps
from courses.completion.wording import clock, spoken_seconds
from courses.playing.services import LessonView
from courses.progress.fields import SecondsField
from courses.progress.models import LessonNote, WatchEntry
from foundation.api import Argument, Prepared
from media_pipeline.api import page_times, transcript

RECORD_ROWS = 20


class _SpanUnion(Aggregate):
    """PostgreSQL's union of multiranges."""

    function = "range_agg"
    output_field = SecondsField()


_SESSIONS: Prepared[tuple[int, list[tuple[int, int]], int]] = Prepared(
    lambda: (
        WatchEntry.objects.filter(person_id=Argument("person"), lesson_id=Argument("lesson"))
        .values("session")
        .annotate(at=Min("recorded_ms"), spans=_SpanUnion("credited"), counted=Sum("seconds"))
        .order_by("-at")
        .values_list("at", "spans", "counted")
    )
)
_NOTES: Prepared[LessonNote] = Prepared(
    lambda: LessonNote.objects.filter(person_id=Argument("person"), lesson_id=Argument("lesson"))
)


@dataclass(frozen=True)
class RecordRow:
    """What one playback session was credited with."""

    at: datetime
    spans: list[str]
    seconds: str


@dataclass(frozen=True)
class Record:
    """The ledger of one lesson in short: the latest sessions first, how many there were, and the sum of all."""

    rows: list[RecordRow]
    sessions: int
    total: str


NO_RECORD = Record([], 0, "")
"""Of a lesson that nothing was credited for."""


@dataclass(frozen=True)
class OutlineItem:
    """A lesson in the outline. ``state``: done, now, open or locked, with the reason."""

    facts: LessonFacts
    state: str
    lock: Lock | None

    @property
    def duration_ms(self) -> int:
        """Return the video's length, 0 for a text lesson."""
        return self.facts.total * 1000


def outline_of(view: LessonView) -> list[OutlineItem]:
    """Return the course's outline as seen from this lesson; no query."""
    return [OutlineItem(facts, _state(view, facts), view.locks.get(facts.lesson_id)) for facts in view.facts.lessons]


def _state(view: LessonView, facts: LessonFacts) -> str:
    if facts.lesson_id == view.lesson.pk:
        return "now"
    if facts.is_completed:
        return "done"
    return "locked" if facts.lesson_id in view.locks else "open"


def neighbours(items: Sequence[OutlineItem]) -> tuple[OutlineItem | None, OutlineItem | None]:
    """Return the lessons before and after the one that is open now; no query."""
    place = next((number for number, item in enumerate(items) if item.state == "now"), None)
    if place is None:
        return None, None
    return (items[place - 1] if place else None), (items[place + 1] if place + 1 < len(items) else None)


def watch_record(person_id: int, lesson_id: int) -> Record:
    """Return the credited pieces of a lesson, one row for each playback session; one query."""
    sessions = _SESSIONS.all(person=person_id, lesson=lesson_id)
    rows = [
        RecordRow(
            at=datetime.fromtimestamp(at / 1000, tz=UTC),
            spans=[f"{clock(low)}–{clock(high)}" for low, high in spans],
            seconds=spoken_seconds(counted),
        )
        for at, spans, counted in sessions[:RECORD_ROWS]
    ]
    return Record(rows, len(sessions), spoken_seconds(sum(counted for _at, _spans, counted in sessions)))


@dataclass(frozen=True)
class TranscriptLine:
    """One line of the transcript and the second it is said at."""

    second: int
    clock: str
    text: str


def transcript_lines(lesson: LessonPage) -> list[TranscriptLine]:
    """Return the approved words of the lesson's video; one query, none without a video."""
    cues = transcript(lesson.asset_id) if lesson.asset_id else []
    return [TranscriptLine(cue.start_ms // 1000, clock(cue.start_ms // 1000), cue.text) for cue in cues]


@dataclass(frozen=True)
class Chapter:
    """One page of the deck that the lesson's video was made of, and the second since when it stands."""

    number: int
    second: int
    clock: str
    title: str


def chapters_of(lesson: LessonPage) -> list[Chapter]:
    """Return the pages of the deck in the lesson's video; three queries, none without a video."""
    times = page_times(lesson.asset_id) if lesson.asset_id else []
    return [Chapter(page.number, page.start_ms // 1000, clock(page.start_ms // 1000), page.title) for page in times]


def notes_of(person_id: int, lesson_id: int) -> list[LessonNote]:
    """Return a person's own notes on a lesson by time; one query."""
    return _NOTES.all(person=person_id, lesson=lesson_id)


def seen_spans(facts: LessonFacts) -> list[tuple[int, int]]:
    """Return the watched spans as (start, length), for the bar under the video."""
    return [(low, high - low) for low, high in facts.watched]


def first_gap(facts: LessonFacts) -> int:
    """Return the first second that was not watched yet; the end when there is none."""
    open_spans = gaps(facts.watched, facts.total)
    return open_spans[0][0] if open_spans else facts.total
