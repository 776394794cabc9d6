"""Numbers and dates as the site writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from foundation.design import wording


@pytest.mark.parametrize(
    ("milliseconds", "clock", "words"),
    [
        (0, "00:00", "0 秒"),
        (42_999, "00:42", "42 秒"),
        (1_085_000, "18:05", "18 分 05 秒"),
        (3_723_000, "1:02:03", "1 小时 2 分"),
        (-5, "00:00", "0 秒"),
    ],
)
def test_lengths_of_time(milliseconds, clock, words):
    assert (wording.write_duration(milliseconds), wording.write_duration_in_words(milliseconds)) == (clock, words)


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("2.50"), "2.5"), (Decimal("1486"), "1,486"), (0, "0"), (61.5, "61.5"), (Decimal("100"), "100")]
)
def test_numbers_have_separators_and_no_idle_zeros(value, text):
    assert wording.write_number(value) == text


def test_hours_stand_apart_from_their_unit():
    assert wording.write_hours(Decimal("2.5")) == "2.5 学时"


@time_machine.travel(datetime(2026, 11, 22, 1, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 11, 22, 6, 0, tzinfo=UTC), "11月22日 周日 14:00"),
        (datetime(2026, 11, 22, 16, 30, tzinfo=UTC), "11月23日 周一 00:30"),
        (date(2026, 12, 1), "12月1日 周二"),
        (date(2027, 1, 9), "2027年1月9日 周六"),
    ],
)
def test_moments_are_in_the_sites_zone_and_name_another_year(value, text):
    assert wording.write_moment(value) == text


@time_machine.travel(datetime(2026, 11, 22, 1, tzinfo=UTC), tick=False)
def test_english_readers_get_english_dates():
    with translation.override("en"):
        assert wording.write_moment(datetime(2026, 11, 22, 6, 0, tzinfo=UTC)) == "Sun 22 Nov 14:00"
        assert wording.write_day(date(2027, 1, 9)) == "9 Jan 2027"
