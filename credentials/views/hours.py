"""A person's own ledger of hours."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credentials.enums import HourCategory
from credentials.hours.selectors import hour_entries, hours_by_category, years_with_hours
from foundation.api import Column, paginate, workbook_response

PER_PAGE = 30


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the reader's hours of one year: the sum, its parts and every entry."""
    person_id = request.user.pk or 0
    years = years_with_hours(person_id)
    year = _wished_year(request, years)
    by_category = hours_by_category(person_id, year)
    page = paginate(hour_entries(person_id, year).select_related("organisation"), request, PER_PAGE)
    context = {
        "year": year,
        "years": years,
        "total": sum(by_category.values(), Decimal(0)),
        "parts": [(HourCategory(key).label, value) for key, value in by_category.items()],
        "page": page,
        "query": f"year={year}",
    }
    return render(request, "credentials/my_hours.html", context)


@never_cache
@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """Give the same entries as a spreadsheet."""
    person_id = request.user.pk or 0
    year = _wished_year(request, years_with_hours(person_id))
    columns: list[Column | str] = [
        Column(_("日期"), 12),
        Column(_("学习内容"), 40),
        _("类别"),
        Column(_("学时"), 8),
        Column(_("机构"), 24),
    ]

    def rows() -> Iterator[list[Any]]:
        for entry in hour_entries(person_id, year).select_related("organisation").iterator():
            yield [entry.earned_on, entry.title, entry.get_category_display(), entry.hours, entry.organisation.name]

    return workbook_response(_("学时 %(year)s") % {"year": year}, columns, rows())


def _wished_year(request: HttpRequest, years: list[int]) -> int:
    """Return the year that is asked for if there is anything in it, else the newest one, else this year."""
    wished = request.GET.get("year", "")
    if wished.isdecimal() and len(wished) == 4 and int(wished) in years:
        return int(wished)
    return years[0] if years else timezone.localdate().year
