"""Reading a catalogue of a trial: one JSON object a line, as documents of the product."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from search.documents.types import SearchDocument

KINDS = {"community": "activity", "document": "page"}
"""Kinds that the product calls by another name."""
FACETS = {"level": "level", "subject": "domain", "provider": "org", "region": "region"}


def read_catalogue(lines: Iterable[str]) -> Iterator[SearchDocument]:
    """Yield the documents of a catalogue; what a document lies below lends it its title as a tag.

    The fields ``trade``, ``topic``, ``topics`` and ``surface`` are labels for the scorer and are not read.
    """
    titles: dict[int, list[str]] = {}
    for line in lines:
        row = json.loads(line)
        above = titles.get(row.get("parent", 0), [])
        titles[row["id"]] = [row["title"], *above]
        yield _document(row, above)


def _document(row: dict[str, Any], above: list[str]) -> SearchDocument:
    kind = KINDS.get(row["kind"], row["kind"])
    is_piece = kind in {"transcript", "page"}
    return SearchDocument(
        kind=kind,
        pk=row["id"],
        parent=("lesson", row["parent"]) if kind == "transcript" and row.get("parent") else None,
        title="" if kind == "transcript" else row["title"],
        tags=list(dict.fromkeys([*above, *([row["title"]] if is_piece else []), row.get("teacher", ""), row.get("org", "")])),
        body=row.get("body", ""),
        url=f"/{row['id']}/",
        facets={name: [row[field]] for name, field in FACETS.items() if row.get(field)},
        boost_learners=row.get("learners", 0),
        extra={"starts": [[0, row["t0"]]]} if row.get("t0") else {},
    )
