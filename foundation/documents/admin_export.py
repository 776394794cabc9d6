"""Exports of lists in Wagtail's admin, written by our own spreadsheets."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.coreutils import multigetattr

from foundation.documents.workbook import workbook_response


class WorkbookExport:
    """Mixed into an index view that has ``list_export``: xlsx only, text never a formula, memory does not grow with the rows.

    Wagtail's own export would also offer CSV, where a cell that begins with ``=`` runs when it is opened.
    """

    FORMATS: tuple[str, ...] = ("xlsx",)
    list_export: list[str]
    export_filename: str
    xlsx_export_url: str

    def as_spreadsheet(self, queryset: QuerySet[Any], spreadsheet_format: str) -> FileResponse:
        """Return the download of *queryset*, which the view has filtered and scoped already."""
        headings = [str(self.get_heading(queryset, field)) for field in self.list_export]  # type: ignore[attr-defined]

        def rows() -> Iterator[list[Any]]:
            for item in queryset.iterator(chunk_size=2000):
                yield [multigetattr(item, field) for field in self.list_export]

        return workbook_response(self.export_filename, headings, rows())

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Offer the one format there is."""
        return [Button(_("下载 xlsx"), url=self.xlsx_export_url, icon_name="download", priority=90)]
