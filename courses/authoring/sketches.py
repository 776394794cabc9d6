"""Drafts read straight from the content of revisions, without building page objects: lists must not cost queries each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime


@dataclass(frozen=True)
class CourseSketch:
    """What one version of a course says of itself."""

    pk: int
    title: str
    summary: str
    outcomes: list[str]
    service_kinds: list[str]
    subject_id: int | None
    level: str
    hours: Decimal
    licence: str
    licence_note: str
    cover_id: int | None
    generated_cover_accepted: bool
    outline: list[int]
    completion_rule: dict[str, Any] = field(default_factory=dict)
    expire_at: datetime | None = None


@dataclass(frozen=True)
class LessonSketch:
    """What one version of a lesson says of itself. ``live``: learners see some version of it; ``changed``: not this one."""

    pk: int
    title: str
    asset_id: int | None
    duration_ms: int
    text: str
    captions_waiver: str
    is_required: bool
    handouts: list[str]
    live: bool
    changed: bool

    @property
    def has_text(self) -> bool:
        """Say whether there is anything to read."""
        return bool(self.text.strip())


def sketch_course(content: Mapping[str, Any]) -> CourseSketch:
    """Read the *content* of a course's revision."""
    return CourseSketch(
        pk=content["pk"],
        title=content["title"],
        summary=content.get("summary") or "",
        outcomes=_array(content.get("outcomes")),
        service_kinds=_array(content.get("service_kinds")),
        subject_id=content.get("subject"),
        level=content.get("level") or "",
        hours=Decimal(str(content.get("hours") or 0)),
        licence=content.get("licence") or "",
        licence_note=content.get("licence_note") or "",
        cover_id=content.get("cover"),
        generated_cover_accepted=bool(content.get("generated_cover_accepted")),
        outline=[int(pk) for pk in _array(content.get("outline"))],
        completion_rule=_object(content.get("completion_rule")),
        expire_at=parse_datetime(content.get("expire_at") or ""),
    )


def sketch_lesson(content: Mapping[str, Any], *, live: bool, changed: bool) -> LessonSketch:
    """Read the *content* of a lesson's revision."""
    body = content.get("body") or "[]"
    blocks = json.loads(body) if isinstance(body, str) else body
    return LessonSketch(
        pk=content["pk"],
        title=content["title"],
        asset_id=content.get("asset"),
        duration_ms=content.get("duration_ms") or 0,
        text="\n\n".join(_words(block.get("value")) for block in blocks),
        captions_waiver=content.get("captions_waiver_reason") or "",
        is_required=content.get("is_required", True),
        handouts=[handout["title"] for handout in content.get("handouts") or []],
        live=live,
        changed=changed,
    )


def _array(value: Any) -> list[Any]:
    """Return an array field's value, which revisions hold as JSON text."""
    return json.loads(value) if isinstance(value, str) else list(value or [])


def _object(value: Any) -> dict[str, Any]:
    """Return a JSON field's object, whichever way the revision holds it."""
    return json.loads(value) if isinstance(value, str) else dict(value or {})


def _words(value: Any) -> str:
    """Return the plain words of a block's value."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(_words(item) for item in value)
    if isinstance(value, dict):
        return _words(value.get("value"))
    return ""
