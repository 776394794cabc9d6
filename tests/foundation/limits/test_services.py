"""Limits on tries."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection

from foundation.api import TooManyRequests, hit_rate_limit, take_back_hit
from foundation.limits.models import RateWindow
from foundation.limits.services import forget_old_windows

START = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_the_try_after_the_last_allowed_one_is_refused_with_the_time_to_wait() -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(3):
            hit_rate_limit("verify:1.2.3.4", limit=3, seconds=90)
        clock.shift(20)
        with pytest.raises(TooManyRequests) as refused:
            hit_rate_limit("verify:1.2.3.4", limit=3, seconds=90)

    assert refused.value.retry_after == 70
    assert refused.value.message == "操作太频繁，请过 2 分钟再试。"


@pytest.mark.django_db
def test_the_window_ends_and_other_keys_are_untouched() -> None:
    with time_machine.travel(START, tick=False) as clock:
        hit_rate_limit("a", limit=1, seconds=10)
        hit_rate_limit("b", limit=1, seconds=10)
        clock.shift(10)
        hit_rate_limit("a", limit=1, seconds=10)

    assert set(RateWindow.objects.values_list("hits", flat=True)) == {1}


def _try(_: int) -> bool:
    try:
        hit_rate_limit("parallel", limit=20, seconds=60)
    except TooManyRequests:
        return False
    finally:
        connection.close()
    return True


@pytest.mark.django_db(transaction=True)
def test_thirty_tries_at_once_pass_exactly_the_limit() -> None:
    with ThreadPoolExecutor(30) as pool:
        assert sum(pool.map(_try, range(30))) == 20


@pytest.mark.django_db
def test_old_windows_are_forgotten() -> None:
    with time_machine.travel(START, tick=False) as clock:
        hit_rate_limit("old", limit=1, seconds=10)
        clock.shift(11)
        hit_rate_limit("new", limit=1, seconds=10)

        assert forget_old_windows() == 1
    assert RateWindow.objects.count() == 1


@pytest.mark.django_db
def test_a_try_that_was_none_is_taken_back() -> None:
    for _ in range(5):
        hit_rate_limit("a class in one room", limit=2, seconds=60)
        take_back_hit("a class in one room")
    take_back_hit("a class in one room")
    hit_rate_limit("a class in one room", limit=2, seconds=60)
    hit_rate_limit("a class in one room", limit=2, seconds=60)

    with pytest.raises(TooManyRequests):
        hit_rate_limit("a class in one room", limit=2, seconds=60)
