"""Reading progress and proving its ledger."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.progress.chain import Link, Spans, seal, size, union
from courses.progress.models import LessonProgress, WatchEntry


@dataclass(frozen=True)
class WatchReport:
    """What a walk along the ledger found. ``broken`` is the id of the first entry that does not fit, ``reason`` says why."""

    entries: int
    seconds: int
    broken: int | None = None
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing was found."""
        return not self.reason


@dataclass
class _Replay:
    """One lesson's ledger played again from its first entry."""

    person_id: int
    lesson_id: int
    number: int = 0
    head: bytes = b""
    watched: list[tuple[int, int]] = field(default_factory=list)

    def fault(self, entry: WatchEntry) -> str:
        """Return why *entry* does not follow on what was played so far, empty when it does; then play it."""
        if entry.number != self.number + 1:
            return f"entry {self.number + 1} is missing before it"
        if bytes(entry.previous) != self.head:
            return "not linked to the entry before it"
        if bytes(entry.seal) != seal(_link(entry)):
            return "changed after it was sealed"
        merged = union(self.watched, entry.credited)
        if size(merged) - size(self.watched) != entry.seconds or size(merged) != entry.total:
            return "credits seconds that do not add up"
        self.number, self.head, self.watched = entry.number, bytes(entry.seal), merged
        return ""


def lesson_ledger(person_id: int, lesson_id: int) -> list[WatchEntry]:
    """Return a person's credited pieces of a lesson, oldest first; one query."""
    return list(WatchEntry.objects.filter(person_id=person_id, lesson_id=lesson_id).order_by("number"))


def verify_watch_chain(*, person_id: int | None = None, lesson_id: int | None = None) -> WatchReport:
    """Walk the ledger, of one person or lesson or all, and compare it with the progress kept from it.

    Memory does not grow with its length. The first entry that does not fit ends the walk.
    """
    chosen = {key: value for key, value in (("person_id", person_id), ("lesson_id", lesson_id)) if value is not None}
    entries = WatchEntry.objects.filter(**chosen).order_by("person_id", "lesson_id", "number").iterator(2000)
    rows = LessonProgress.objects.filter(**chosen).order_by("person_id", "lesson_id").iterator(2000)
    return _walk(entries, rows)


def _walk(entries: Iterator[WatchEntry], rows: Iterator[LessonProgress]) -> WatchReport:
    """Walk both tables side by side, ordered by person and lesson."""
    count = seconds = 0
    entry = next(entries, None)
    for row in rows:
        if entry and _place(entry) < _place(row):
            break
        replay = _Replay(row.person_id, row.lesson_id)
        last = None
        while entry and _place(entry) == _place(row):
            reason = replay.fault(entry)
            if reason:
                return WatchReport(count, seconds, entry.pk, reason)
            count, seconds, last, entry = count + 1, seconds + entry.seconds, entry.pk, next(entries, None)
        reason = _difference(row, replay)
        if reason:
            return WatchReport(count, seconds, last, reason)
    if entry:
        return WatchReport(count, seconds, entry.pk, "belongs to progress that is gone")
    return WatchReport(count, seconds)


def _place(row: WatchEntry | LessonProgress) -> tuple[int, int]:
    return row.person_id, row.lesson_id


def _difference(row: LessonProgress, replay: _Replay) -> str:
    where = f"progress of person {row.person_id} in lesson {row.lesson_id}"
    if row.entries != replay.number or bytes(row.head) != replay.head:
        return f"{where}: the ledger ends at entry {replay.number}, not {row.entries}"
    if row.watched != replay.watched or row.seconds != size(replay.watched):
        return f"{where}: {row.seconds} s are kept, the ledger proves {size(replay.watched)} s"
    return ""


def _link(entry: WatchEntry) -> Link:
    return Link(
        previous=bytes(entry.previous),
        person_id=entry.person_id,
        lesson_id=entry.lesson_id,
        number=entry.number,
        session=entry.session,
        credited=entry.credited,
        total=entry.total,
        moments=entry.moments,
        recorded_ms=entry.recorded_ms,
    )


def replay_lesson(person_id: int, lesson_id: int) -> tuple[list[tuple[int, int]], Spans]:
    """Return the watched seconds and the real time spent on them as the ledger alone gives them; ``ValueError`` if broken."""
    replay, spent = _Replay(person_id, lesson_id), list[tuple[int, int]]()
    for entry in lesson_ledger(person_id, lesson_id):
        reason = replay.fault(entry)
        if reason:
            raise ValueError(f"entry {entry.pk}: {reason}")
        spent = union(spent, entry.moments)
    return replay.watched, spent
