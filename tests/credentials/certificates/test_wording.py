"""The words of a certificate."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.certificates.wording import Part, number_text, period, plain_hours, statement, written_date


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("泽宁继教字〔{year}〕第{number}号", "泽宁继教字〔2026〕第000123号"),
        ("ZX-{year}-{number}", "ZX-2026-000123"),
        ("{unknown}{number}", "000123"),
        ("{0.__class__}", "{0.__class__}"),
    ],
)
def test_numbers_follow_their_template(template: str, text: str) -> None:
    assert number_text(template, year=2026, number=123, digits=6) == text


def test_a_number_longer_than_its_digits_is_not_cut() -> None:
    assert number_text("{number}", year=2026, number=1234567, digits=6) == "1234567"


def test_optional_words_go_when_their_fact_is_missing() -> None:
    wording = "{holder}[于{period}]参加“{title}”[（{level}）]，{hours} 学时。"

    parts = statement(wording, {"holder": "林晓芸", "title": "照护", "hours": "16", "period": "", "level": "入门"})

    assert "".join(part.text for part in parts) == "林晓芸参加“照护”（入门），16 学时。"
    assert [part.text for part in parts if part.strong] == ["林晓芸", "照护", "16"]


@given(st.text(max_size=30))
def test_facts_are_never_read_as_templates(hostile: str) -> None:
    assert statement("{title}！", {"title": hostile}) == [part for part in (Part(hostile, strong=True), Part("！")) if part.text]


@pytest.mark.parametrize(("hours", "text"), [("16.00", "16"), ("2.50", "2.5"), ("100", "100"), ("0.25", "0.25"), ("1E+2", "100")])
def test_hours_have_no_needless_zeros(hours: str, text: str) -> None:
    assert plain_hours(Decimal(hours)) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (dt.date(2026, 3, 9), dt.date(2026, 10, 30), "2026年3月9日至10月30日"),
        (dt.date(2025, 12, 1), dt.date(2026, 1, 2), "2025年12月1日至2026年1月2日"),
        (dt.date(2026, 3, 9), dt.date(2026, 3, 9), "2026年3月9日"),
        (None, dt.date(2026, 3, 9), ""),
    ],
)
def test_periods(start: dt.date | None, end: dt.date, text: str) -> None:
    assert period(start, end) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2026, 11, 6), "二〇二六年十一月六日"),
        (dt.date(2030, 10, 10), "二〇三〇年十月十日"),
        (dt.date(2026, 1, 20), "二〇二六年一月二十日"),
        (dt.date(2026, 12, 31), "二〇二六年十二月三十一日"),
    ],
)
def test_dates_in_chinese_numerals(day: dt.date, text: str) -> None:
    assert written_date(day) == text
