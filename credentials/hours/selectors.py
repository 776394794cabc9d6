"""Reading the ledger of hours."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from credentials.hours.models import HourEntry
from foundation.api import Argument, Prepared

_SUM: Prepared[tuple[Decimal]] = Prepared(
    lambda: (
        HourEntry.objects.filter(person_id=Argument("person"), earned_on__range=(Argument("first"), Argument("last")))
        .order_by()
        .values("person_id")
        .annotate(total=Sum("hours"))
        .values_list("total")
    )
)


def hour_entries(person_id: int, year: int | None = None) -> QuerySet[HourEntry]:
    """Return the person's entries, newest first, of all years or of *year*."""
    entries = HourEntry.objects.filter(person_id=person_id).order_by("-earned_on", "-id")
    return entries.filter(earned_on__year=year) if year else entries


def hours_in_year(person_id: int, year: int) -> Decimal:
    """Return the hours that the person earned in *year*, corrections taken off."""
    found = _SUM.first(person=person_id, first=date(year, 1, 1), last=date(year, 12, 31))
    return found[0] if found else Decimal(0)


def hours_by_category(person_id: int, year: int) -> dict[str, Decimal]:
    """Return the hours of *year* by category, for those categories that have any."""
    rows = HourEntry.objects.filter(person_id=person_id, earned_on__year=year).values("category").annotate(total=Sum("hours"))
    return {row["category"]: row["total"] for row in rows}


def years_with_hours(person_id: int) -> list[int]:
    """Return the years in which the person has entries, newest first."""
    years = HourEntry.objects.filter(person_id=person_id).values_list("earned_on__year", flat=True)
    return list(years.order_by("-earned_on__year").distinct())
