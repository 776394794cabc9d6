"""A person's own ledger of hours."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import Person
from credentials.api import HourCategory, take_back_hours
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.credentials import hour_entry
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


def _as(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_the_year_is_summed_with_its_parts_and_corrections() -> None:
    person = PersonFactory()
    hour_entry(person, hours=Decimal(3), category=HourCategory.PUBLIC)
    wrong = hour_entry(person, hours=Decimal(2), category=HourCategory.PUBLIC)
    hour_entry(person, hours=Decimal("4.5"), category=HourCategory.PROFESSIONAL)
    hour_entry(person, hours=Decimal(9), earned_on=dt.date(2025, 5, 1), title="去年的课")
    manager = RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=wrong.organisation).person
    take_back_hours(wrong, actor=manager, reason="重复")

    page = _as(person).get("/my/hours/").content.decode()

    assert "<b>7.5 学时</b>" in page
    assert ("公需科目 3 学时" in page, "专业科目 4.5 学时" in page, "去年的课" in page) == (True, True, False)
    assert page.count("-2 学时") == 1


@pytest.mark.parametrize(
    ("asked", "shown"), [("2025", 2025), ("2026", 2026), ("1999", 2026), ("²²²²", 2026), ("x", 2026), ("-1", 2026)]
)
def test_any_year_that_is_asked_for_gives_a_page(asked: str, shown: int) -> None:
    person = PersonFactory()
    hour_entry(person)
    hour_entry(person, earned_on=dt.date(2025, 5, 1))

    page = _as(person).get("/my/hours/", {"year": asked}).content.decode()

    assert f"{shown} 年累计" in page


def test_nobody_sees_anothers_hours(client: Client) -> None:
    hour_entry(title="别人的课")

    assert "别人的课" not in _as(PersonFactory()).get("/my/hours/").content.decode()
    assert client.get("/my/hours/").status_code == 302
    assert client.get("/my/hours/export/").status_code == 302


def test_the_spreadsheet_has_the_same_entries_and_no_formula() -> None:
    person = PersonFactory()
    organisation = OrganisationFactory(name="泽宁社区学院")
    hour_entry(person, title='=HYPERLINK("http://evil")', organisation_id=organisation.pk)
    hour_entry(person, earned_on=dt.date(2025, 5, 1))
    hour_entry(title="别人的课")

    answer = _as(person).get("/my/hours/export/?year=2026")

    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows())
    answer.close()
    assert [[cell.value for cell in row] for row in rows[1:]] == [
        [dt.datetime(2026, 11, 6, tzinfo=dt.UTC).replace(tzinfo=None), '=HYPERLINK("http://evil")', "专业科目", 2.5, "泽宁社区学院"]
    ]
    assert (rows[1][1].data_type, rows[1][1].quotePrefix) == ("s", True)


def test_a_list_of_any_length_takes_the_same_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = PersonFactory()
    hour_entry(person)
    client = _as(person)
    client.get("/my/hours/")
    with CaptureQueriesContext(connection) as one:
        client.get("/my/hours/")
    hour_entry(person), hour_entry(person)

    with django_assert_num_queries(len(one)):
        page = client.get("/my/hours/").content.decode()

    assert page.count("居家安全评估与改造") == 3
