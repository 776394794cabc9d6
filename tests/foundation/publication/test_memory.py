"""The store: bounded, of one count at a time, never for long."""

import pytest
from django.test import RequestFactory

from foundation.publication import memory
from foundation.publication.memory import KEPT_SECONDS, Memory, remember


def test_an_older_count_neither_reads_nor_writes_what_a_newer_one_keeps():
    store = Memory(100)
    store.keep(7, "page", "new", 10)
    store.keep(6, "page", "old", 10)

    assert (store.get(7, "page"), store.get(6, "page")) == ("new", None)
    store.keep(8, "other", "newest", 10)
    assert (store.get(8, "page"), store.get(7, "page")) == (None, None)


def test_what_was_longest_unused_makes_room():
    store = Memory(30)
    for key in ("a", "b", "c"):
        store.keep(1, key, key, 10)
    store.get(1, "a")
    store.keep(1, "d", "d", 10)

    assert [store.get(1, key) for key in "abcd"] == ["a", None, "c", "d"]


def test_ten_thousand_different_addresses_take_no_more_room_than_allowed():
    store = Memory(50_000)
    for number in range(10_000):
        store.keep(1, f"/?utm_source={number}", "x" * 1000, 1000)

    assert (store._bytes, len(store._kept)) == (50_000, 50)


def test_keeping_again_counts_the_bytes_once_and_what_is_too_large_is_not_kept():
    store = Memory(100)
    store.keep(1, "a", "first", 60)
    store.keep(1, "a", "second", 70)
    store.keep(1, "b", "huge", 101)

    assert (store._bytes, store.get(1, "a"), store.get(1, "b")) == (70, "second", None)


def test_nothing_is_given_after_its_time(monkeypatch):
    store = Memory(100)
    store.keep(1, "a", "old", 10)
    later = memory.time.monotonic() + KEPT_SECONDS + 1
    monkeypatch.setattr(memory.time, "monotonic", lambda: later)

    assert store.get(1, "a") is None


@pytest.mark.django_db(transaction=True)
def test_a_thing_is_made_once_for_requests_that_read_and_each_time_for_those_that_write(monkeypatch):
    monkeypatch.setattr(memory, "PARTS", Memory(10_000))
    made: list[str] = []

    def make() -> str:
        made.append("made")
        return f"the {len(made)}."

    texts = [remember(getattr(RequestFactory(), method)("/"), "key", make) for method in ("get", "get", "post", "get")]

    assert texts == ["the 1.", "the 1.", "the 2.", "the 1."]
