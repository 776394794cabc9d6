"""A document as the cluster keeps it: the same tokens at the same distances, cut into stretches without a gap."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from search.documents.models import Document
from search.documents.vectors import token_places

TEXT_FIELDS = {"title": "title_b", "tags": "tags_b", "body": "body_b"}
_WORDS = {"type": "text", "analyzer": "whitespace", "norms": False}
_NUMBER = {"type": "long"}
_WORD = {"type": "keyword"}

MAPPING: Mapping[str, Any] = {
    "dynamic": False,  # what is not named here is kept for reading, not for searching
    "_source": {"excludes": list(TEXT_FIELDS.values())},
    "properties": {
        **dict.fromkeys(TEXT_FIELDS.values(), _WORDS),
        **dict.fromkeys(("id", "object_id", "learners", "published", "hidden_from"), _NUMBER),
        **dict.fromkeys(("kind", "facets", "visibility"), _WORD),
        "boost": {"type": "double"},
    },
}
NEEDED = (
    "kind", "object_id", "parent_kind", "parent_id", "title", "title_key", "tags_key", "tags", "body", "facets", "boost",
    "learners", "visibility", "published_at", "hidden_from",
)  # fmt: skip
"""The columns of a document that a record is made from."""


def record_of(row: Document) -> dict[str, Any]:
    """Return what the cluster stores for *row*. Moments are whole microseconds: dates there know only milliseconds."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "object_id": row.object_id,
        "parent_kind": row.parent_kind,
        "parent_id": row.parent_id,
        "title_key": row.title_key,
        "tags_key": row.tags_key,
        "facets": row.facets,
        "boost": row.boost,
        "learners": row.learners,
        "visibility": row.visibility,
        "published": microseconds(row.published_at),
        "hidden_from": microseconds(row.hidden_from),
        **_stretches(row),
    }


def microseconds(moment: datetime | None) -> int | None:
    """Return *moment* as microseconds since 1970."""
    return None if moment is None else int(moment.timestamp()) * 1_000_000 + moment.microsecond


def _stretches(row: Document) -> dict[str, list[str]]:
    """Return by field its tokens in order; a new stretch begins where positions jump, and no phrase reaches over."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    last = ("", 0)
    for field, lexeme, position in token_places(row.title, row.tags, row.body):
        if last == (field, position - 1):
            found[field][-1].append(lexeme)
        else:
            found[field].append([lexeme])
        last = (field, position)
    return {TEXT_FIELDS[field]: [" ".join(stretch) for stretch in stretches] for field, stretches in found.items()}
