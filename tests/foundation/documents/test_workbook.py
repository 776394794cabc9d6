"""Spreadsheets to take away."""

import datetime as dt
import io
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from foundation.api import Column, Money, workbook_response
from foundation.documents import workbook
from foundation.documents.workbook import write_workbook

pytestmark = pytest.mark.django_db  # closing an answer looks at the connections to the database


def _cells(rows: list[list[object]]) -> list[list[object]]:
    response = workbook_response("名单", ["甲", Column("乙", width=30)], rows)
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    response.close()
    return list(sheet.iter_rows())


def test_a_download_has_its_name_heading_and_typed_cells() -> None:
    response = workbook_response("学时 2026", ["姓名", "学时"], [["林晓芸", Decimal("2.5")]])

    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E5%AD%A6%E6%97%B6%202026.xlsx"
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    response.close()
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["姓名", "学时"], ["林晓芸", 2.5]]


def test_every_kind_of_value() -> None:
    moment = dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC)

    rows = _cells([[None, True], [Money(30050), dt.date(2026, 11, 22)], [moment, 370102199001011234], [Decimal("NaN"), 7]])

    shown = [[cell.value.isoformat() if cell.is_date else cell.value for cell in row] for row in rows[1:]]
    assert shown == [[None, True], [300.5, "2026-11-22T00:00:00"], ["2026-11-22T14:00:00", "370102199001011234"], ["NaN", 7]]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://evil","x")',
        "+86138",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        " =1",
        "\n=1",
        "|cmd",
        "＝1+1",
        "=cmd|' /C calc'!A0",
    ],
)
def test_text_is_never_a_formula_and_stays_as_it_was(text: str) -> None:
    cell = _cells([[text, "x"]])[1][0]

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_what_a_sheet_cannot_hold_is_left_out() -> None:
    cells = _cells([["a\x00b\ud800c\uffff", "长" * 40_000]])[1]

    assert [cells[0].value, len(cells[1].value)] == ["abc", 32_767]


def test_an_empty_list_has_its_heading() -> None:
    assert [[cell.value for cell in row] for row in _cells([])] == [["甲", "乙"]]


def test_a_list_too_long_for_one_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_SHEET_ROWS", 3)
    file = io.BytesIO()

    write_workbook(file, ["n"], [[n] for n in range(5)])

    sheets = load_workbook(file).worksheets
    assert [[row[0].value for row in sheet.iter_rows()] for sheet in sheets] == [["n", 0, 1], ["n", 2, 3], ["n", 4]]


def _peak_megabytes(rows: int) -> float:
    def lines() -> Iterator[list[object]]:
        for n in range(rows):
            yield [n, f"学员{n}", Decimal("2.5"), "=1+1"]

    tracemalloc.start()
    response = workbook_response("long", ["a", "b", "c", "d"], lines())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    response.close()
    return peak / 1e6


def test_a_hundred_thousand_rows_need_no_more_memory_than_a_thousand() -> None:
    assert _peak_megabytes(100_000) < _peak_megabytes(1_000) + 2
