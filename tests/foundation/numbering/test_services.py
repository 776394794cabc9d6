"""Numbers without gaps."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from foundation.api import next_number


def _take(series: str) -> int:
    try:
        with transaction.atomic():
            return next_number(series)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_fifty_threads_get_fifty_consecutive_numbers() -> None:
    with ThreadPoolExecutor(50) as pool:
        numbers = list(pool.map(_take, ["parallel"] * 50))

    assert sorted(numbers) == list(range(1, 51))


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_number_is_given_out_again() -> None:
    assert _take("rolled-back") == 1
    with transaction.atomic():
        assert next_number("rolled-back") == 2
        transaction.set_rollback(True)

    assert _take("rolled-back") == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="needs the transaction"):
        next_number("outside")


@pytest.mark.django_db
def test_series_count_apart() -> None:
    assert [next_number("a"), next_number("b"), next_number("a")] == [1, 1, 2]
