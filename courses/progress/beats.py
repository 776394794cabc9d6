"""Reading what a player sends: pure. Anything odd is left out with a reason; nothing of it is trusted.

A beat says: from here to there of the video was played at this speed, and this is what my clock said at its end. The
client's clock is used only for the distance between beats of one message, never as a time of its own.
"""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from foundation.api import InvalidInput

MAX_BODY = 64 * 1024
MAX_BEATS = 400
MAX_WALL_MS = 300_000
MIN_RATE = 0.25
_SPEED_TOLERANCE = 0.01
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Beat:
    """A played piece of video in milliseconds; ``rate_percent`` is 100 at normal speed."""

    from_ms: int
    to_ms: int
    rate_percent: int
    age_ms: int


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One message: beats worth looking at, oldest first, why others were left out, and where the player stands."""

    session: UUID
    beats: tuple[Beat, ...]
    refused: tuple[str, ...]
    position_ms: int | None


def read_heartbeat(body: bytes, *, total_ms: int, max_speed: float, session_age_ms: int) -> Heartbeat:
    """Return what *body* holds; ``InvalidInput`` (``bad_heartbeat``) when it is not a heartbeat at all."""
    data = _read_json(body)
    try:
        session = UUID(data["session"])
        listed = data["beats"]
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise _unreadable() from error
    if not isinstance(listed, list) or len(listed) > MAX_BEATS:
        raise _unreadable()
    good, refused = [], []
    for item in listed:
        reason = _fault(item, total_ms, max_speed)
        if reason:
            refused.append(reason)
        else:
            good.append(item)
    good.sort(key=lambda item: item["seq"])
    ages = _ages(good, data.get("now"), session_age_ms)
    beats = tuple(
        Beat(item["from_ms"], min(item["to_ms"], total_ms), round(item["rate"] * 100), age)
        for item, age in zip(good, ages, strict=True)
    )
    return Heartbeat(session, beats, tuple(refused), _position(data.get("position_ms"), total_ms))


def _read_json(body: bytes) -> Mapping[str, Any]:
    if len(body) > MAX_BODY:
        raise _unreadable()
    try:
        data = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error
    if not isinstance(data, dict):
        raise _unreadable()
    return data


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _unreadable() -> InvalidInput:
    return InvalidInput(_("播放记录读不懂，请刷新页面再看。"), code="bad_heartbeat")


def _fault(item: Any, total_ms: int, max_speed: float) -> str:
    """Return why a beat is left out, empty when it may be looked at."""
    if not isinstance(item, dict) or not all(_is_whole(item.get(key)) for key in ("seq", "from_ms", "to_ms")):
        return "malformed"
    rate: Any = item.get("rate")
    if type(rate) not in (int, float) or _moment(item.get("sent_at")) is None:
        return "malformed"
    start, end = int(item["from_ms"]), int(item["to_ms"])
    faults = {
        "negative": start < 0 or end < 0 or rate <= 0,
        "reversed": end <= start,
        "beyond_end": start >= total_ms,
        "too_fast": rate > max_speed + _SPEED_TOLERANCE,
        "too_slow": rate < MIN_RATE,
        "too_long": end - start > MAX_WALL_MS * max_speed,
    }
    return next((name for name, holds in faults.items() if holds), "")


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) <= _LARGEST


def _moment(value: Any) -> float | None:
    """Return an ISO moment as epoch milliseconds; ``None`` when it is not one."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        return datetime.fromisoformat(value).timestamp() * 1000
    except (ValueError, OverflowError):
        return None


def _ages(beats: Sequence[Mapping[str, Any]], client_now: Any, session_age_ms: int) -> list[int]:
    """Return how long ago each beat ended, in ms, by the client's own clock.

    Where that clock makes no sense (it was set while playing, or ran backwards) the beats are laid end to end before
    now: the latest place they can have had without a pause.
    """
    if not beats:
        return []
    moments = [_moment(beat["sent_at"]) or 0.0 for beat in beats]
    anchor = max(_moment(client_now) or moments[-1], moments[-1])
    ages = [round(anchor - moment) for moment in moments]
    in_order = all(older >= newer for older, newer in itertools.pairwise(ages))
    if in_order and ages[0] <= session_age_ms:
        return ages
    laid, elapsed = [], 0
    for beat in reversed(beats):
        laid.append(elapsed)
        elapsed += round((beat["to_ms"] - beat["from_ms"]) / beat["rate"])
    return laid[::-1]


def _position(value: Any, total_ms: int) -> int | None:
    return min(value, total_ms) if _is_whole(value) and value >= 0 else None
