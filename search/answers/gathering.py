"""Gathering what belongs together: pieces of a transcript stand under their lesson; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from search.answers.types import MAX_MOMENTS
from search.engines.plan import Candidate

FOLDED = "transcript"
"""The kind whose documents are shown as moments of what they lie below."""

type Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of results: what is shown, by kind and object, the document itself if it was found, and moments below it."""

    key: Key
    document_id: int | None = None
    moments: tuple[int, ...] = ()


def gather(ordered: Iterable[Candidate]) -> list[Entry]:
    """Return one entry for each thing, at the place of its best document; pieces keep their order below it."""
    entries: dict[Key, Entry] = {}
    for hit in ordered:
        if hit.kind == FOLDED and hit.parent is not None:
            entry = entries.setdefault(hit.parent, Entry(hit.parent))
            entries[hit.parent] = replace(entry, moments=(*entry.moments, hit.id)[:MAX_MOMENTS])
        elif (key := (hit.kind, hit.object_id)) in entries and entries[key].document_id is None:
            entries[key] = replace(entries[key], document_id=hit.id)
        else:
            entries[key if key not in entries else (f"{hit.kind}#{hit.id}", hit.object_id)] = Entry(key, hit.id)
    return list(entries.values())
