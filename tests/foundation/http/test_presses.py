"""A second press on a button is told from a new wish."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from foundation.api import is_repeated_press


@pytest.fixture(autouse=True)
def _nothing_pressed_yet() -> None:
    cache.clear()


def press(path: str = "/teach/new/", person: int = 1, **fields: str) -> bool:
    request: Any = RequestFactory().post(path, {"csrfmiddlewaretoken": "mask one", "title": "剪纸"} | fields)
    request.user = SimpleNamespace(pk=person)
    return is_repeated_press(request)


def test_only_the_same_form_of_the_same_page_and_person_is_a_repetition() -> None:
    assert [press(), press()] == [False, True]
    assert [press(person=2), press(path="/teach/2/"), press(title="刺绣"), press(csrfmiddlewaretoken="mask two")] == [False] * 4


def test_a_script_without_a_form_is_never_a_repetition() -> None:
    assert [press(csrfmiddlewaretoken=""), press(csrfmiddlewaretoken="")] == [False, False]


def test_of_many_presses_at_once_one_is_the_first() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(lambda _: press(), range(8))) == [False] + [True] * 7
