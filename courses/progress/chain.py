"""How one ledger entry is sealed to the one before it; pure, and the same text as the database seals."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

type Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Link:
    """The sealed facts of one entry, in the order they are sealed."""

    previous: bytes
    person_id: int
    lesson_id: int
    number: int
    session: UUID
    credited: Spans
    total: int
    moments: Spans
    recorded_ms: int


def seal(link: Link) -> bytes:
    """Return the SHA-256 (32 bytes) over the seal before and all facts of *link*."""
    parts = (
        link.previous.hex(),
        link.person_id,
        link.lesson_id,
        link.number,
        link.session,
        _multirange(link.credited),
        link.total,
        _multirange(link.moments),
        link.recorded_ms,
    )
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).digest()


def _multirange(spans: Spans) -> str:
    """Return *spans* as PostgreSQL writes a multirange."""
    return "{" + ",".join(f"[{low},{high})" for low, high in spans) + "}"


def union(first: Spans, second: Spans) -> list[tuple[int, int]]:
    """Return the union of two sets of half-open spans, sorted and merged."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted([*first, *second]):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        elif low < high:
            merged.append((low, high))
    return merged


def size(spans: Spans) -> int:
    """Return how many members disjoint *spans* have."""
    return sum(high - low for low, high in spans)
