"""Pages of long lists."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from foundation.api import paginate
from foundation.numbering.models import NumberSeries

HUGE = "9" * 5000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", 1),
        ("2", 2),
        ("3", 3),
        ("4", 3),
        ("0", 1),
        ("-1", 1),
        ("NaN", 1),
        ("1e3", 1),
        (HUGE, 3),
        ("２", 2),
        ("²", 1),
        ("1.5", 1),
    ],
)
def test_any_page_that_is_asked_for_gives_the_nearest(asked: str, given: int) -> None:
    NumberSeries.objects.bulk_create(NumberSeries(name=f"s{n}", last_number=1) for n in range(5))
    request = RequestFactory().get("/", {"page": asked})

    page = paginate(NumberSeries.objects.order_by("pk"), request, 2)

    assert page.number == given


@pytest.mark.django_db
def test_an_empty_list_has_one_empty_page() -> None:
    page = paginate(NumberSeries.objects.order_by("pk"), RequestFactory().get("/?page=9"), 2)

    assert (page.number, list(page)) == (1, [])


@pytest.mark.django_db
def test_a_page_reads_only_its_own_rows() -> None:
    NumberSeries.objects.bulk_create(NumberSeries(name=f"s{n}", last_number=1) for n in range(50))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = list(paginate(NumberSeries.objects.order_by("pk"), RequestFactory().get("/?page=3"), 10))

    assert [row.name for row in rows] == [f"s{n}" for n in range(20, 30)]
    assert (len(queries), queries[1]["sql"].endswith("LIMIT 10 OFFSET 20")) == (2, True)
