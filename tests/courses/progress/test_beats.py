"""Reading what players send: odd beats are left out with a reason, odd messages are refused."""

import json
from typing import Any

import pytest

from courses.progress.beats import Beat, read_heartbeat
from foundation.api import InvalidInput

SESSION = "6f1c2c1e-4b8c-4a53-9d2f-0f8f3c7c5a11"
STAMP = "2026-11-22T14:00:10+08:00"


def read(*beats: Any, raw: bytes | None = None, **extra: Any) -> Any:
    """Read a message about a video of 600 s in a session that is an hour old."""
    body = raw if raw is not None else json.dumps({"session": SESSION, "beats": list(beats), **extra}).encode()
    return read_heartbeat(body, total_ms=600_000, max_speed=2.0, session_age_ms=3_600_000)


def beat(**changes: Any) -> dict[str, Any]:
    return {"seq": 1, "from_ms": 0, "to_ms": 10_000, "rate": 1.0, "sent_at": STAMP} | changes


def test_a_plain_beat_is_taken() -> None:
    message = read(beat(rate=1.25), position_ms=10_000)
    assert (message.beats, message.refused, message.position_ms) == ((Beat(0, 10_000, 125, 0),), (), 10_000)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"from_ms": -5_000}, "negative"),
        ({"rate": -1}, "negative"),
        ({"rate": 0}, "negative"),
        ({"from_ms": 20_000}, "reversed"),
        ({"from_ms": 10_000}, "reversed"),
        ({"from_ms": 600_000, "to_ms": 610_000}, "beyond_end"),
        ({"rate": 16}, "too_fast"),
        ({"rate": 10**300}, "too_fast"),
        ({"rate": 0.01}, "too_slow"),
        ({"to_ms": 2_000_000_000}, "too_long"),
        ({"to_ms": 10**30}, "malformed"),
        ({"to_ms": 10_000.5}, "malformed"),
        ({"to_ms": "10000"}, "malformed"),
        ({"to_ms": True}, "malformed"),
        ({"to_ms": None}, "malformed"),
        ({"seq": "1"}, "malformed"),
        ({"rate": True}, "malformed"),
        ({"rate": "1"}, "malformed"),
        ({"sent_at": "yesterday"}, "malformed"),
        ({"sent_at": 5}, "malformed"),
        ({"sent_at": None}, "malformed"),
    ],
)
def test_odd_beats_are_left_out_with_a_reason(changes: dict[str, Any], reason: str) -> None:
    message = read(beat(**changes))
    assert (message.beats, message.refused) == ((), (reason,))


@pytest.mark.parametrize("item", [None, 5, "beat", [], {}])
def test_what_is_no_beat_is_left_out(item: Any) -> None:
    assert read(item).refused == ("malformed",)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b"null",
        b"\xff\xfe",
        b'{"session": 5, "beats": []}',
        b'{"session": "x", "beats": []}',
        b'{"beats": []}',
        json.dumps({"session": SESSION}).encode(),
        json.dumps({"session": SESSION, "beats": {}}).encode(),
        json.dumps({"session": SESSION, "beats": [{}] * 401}).encode(),
        b'{"session": "%s", "beats": [{"seq": 1, "from_ms": 0, "to_ms": NaN}]}' % SESSION.encode(),
        b'{"session": "%s", "beats": [{"seq": 1, "rate": Infinity}]}' % SESSION.encode(),
        b"[" * 60_000,
        b" " * 70_000,
    ],
)
def test_what_is_no_heartbeat_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(raw=raw)
    assert refusal.value.code == "bad_heartbeat"


def test_an_endless_rate_is_too_fast() -> None:
    raw = json.dumps({"session": SESSION, "beats": [beat(rate=1)]}).replace('"rate": 1', '"rate": 1e999').encode()
    assert read(raw=raw).refused == ("too_fast",)


def test_the_end_is_cut_at_the_end_of_the_video() -> None:
    assert read(beat(from_ms=595_000, to_ms=605_000)).beats == (Beat(595_000, 600_000, 100, 0),)


def test_beats_are_sorted_and_placed_by_the_client_clock() -> None:
    late = beat(seq=2, from_ms=10_000, to_ms=20_000, sent_at="2026-11-22T14:01:00+08:00")
    message = read(late, beat(), now="2026-11-22T14:01:05+08:00")
    assert message.beats == (Beat(0, 10_000, 100, 55_000), Beat(10_000, 20_000, 100, 5_000))


@pytest.mark.parametrize("stamp", ["2099-01-01T00:00:00+08:00", "1970-01-01T00:00:00+00:00", "0001-01-01T00:00:00+00:00"])
def test_a_clock_that_makes_no_sense_lays_beats_end_to_end(stamp: str) -> None:
    message = read(beat(sent_at=stamp), beat(seq=2, from_ms=10_000, to_ms=20_000, rate=2.0))
    assert message.beats == (Beat(0, 10_000, 100, 5_000), Beat(10_000, 20_000, 200, 0))


@pytest.mark.parametrize("position", [-1, "5", 1.5, None, True, 10**12])
def test_an_odd_position_is_left_out(position: Any) -> None:
    assert read(position_ms=position).position_ms is None


def test_a_position_behind_the_end_is_the_end() -> None:
    assert read(position_ms=700_000).position_ms == 600_000
