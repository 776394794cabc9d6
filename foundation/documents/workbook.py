"""Spreadsheets (xlsx) for people to take away."""

import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from django.http import FileResponse
from django.utils import timezone

from foundation.money.money import Money

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET_ROWS = 1_048_576
_CELL_LENGTH = 32_767
_RISKY = tuple("=+-@\t\r\n|%＝＋－＠")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """A column's heading and its width in characters."""

    title: str
    width: int = 16


def workbook_response(name: str, columns: Sequence[Column | str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Return a download called *name*``.xlsx`` with *columns* and *rows*; memory does not grow with the rows.

    Cells are text, numbers, ``Decimal``, ``Money``, dates, times or ``None``. Text is never a formula: what begins like one is
    stored as quoted text, so that it stays text when it is edited. Give ``queryset.iterator()`` for long lists.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write_workbook(file, columns, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=MIME)


def write_workbook(file: IO[bytes], columns: Sequence[Column | str], rows: Iterable[Sequence[Any]]) -> None:
    """Write the workbook to *file*; a list too long for one sheet goes on in the next."""
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    pen = _Pen(book)
    headings = [column if isinstance(column, Column) else Column(column) for column in columns]
    line = _SHEET_ROWS
    sheet: Any = None
    for row in rows:
        if line >= _SHEET_ROWS:
            sheet, line = pen.new_sheet(headings), 1
        for place, value in enumerate(row):
            pen.write(sheet, line, place, value)
        line += 1
    if sheet is None:
        pen.new_sheet(headings)
    book.close()


def _fits_a_cell(number: int | Decimal) -> bool:
    """Return whether a spreadsheet shows *number* exactly: it keeps 15 digits; longer ones are written as text."""
    exact = Decimal(number)
    return exact.is_finite() and abs(exact) < 10**15


class _Pen:
    """Writes cells with the right type and format."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.heading = book.add_format({"bold": True, "bottom": 1})
        self.quoted = book.add_format({"quote_prefix": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.money = book.add_format({"num_format": "¥#,##0.00"})

    def new_sheet(self, headings: Sequence[Column]) -> Any:
        """Begin a sheet with *headings* that stay in sight."""
        sheet = self.book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(headings):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.title, self.heading)
        return sheet

    def write(self, sheet: Any, line: int, place: int, value: Any) -> None:
        """Write one cell."""
        match value:
            case None:
                return
            case bool():
                sheet.write_boolean(line, place, value)
            case Money():
                sheet.write_number(line, place, value.yuan, self.money)
            case int() | Decimal() if _fits_a_cell(value):
                sheet.write_number(line, place, value)
            case dt.datetime():
                local = timezone.localtime(value) if timezone.is_aware(value) else value
                sheet.write_datetime(line, place, local.replace(tzinfo=None), self.moment)
            case dt.date():
                sheet.write_datetime(line, place, value, self.day)
            case _:
                self._write_text(sheet, line, place, str(value))

    def _write_text(self, sheet: Any, line: int, place: int, text: str) -> None:
        clean = _UNPRINTABLE.sub("", text)[:_CELL_LENGTH]
        style = self.quoted if clean.lstrip().startswith(_RISKY) or clean.startswith(_RISKY) else None
        sheet.write_string(line, place, clean, style)
