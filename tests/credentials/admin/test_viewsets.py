"""Certificates and hours in Wagtail's admin."""

import datetime as dt
import io

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from credentials.api import Certificate, HourEntry, revoke_certificate
from credentials.certificates.models import CertificateSeries
from organisations.api import Organisation, Role
from tests.factories.accounts import PersonFactory
from tests.factories.credentials import certificate, hour_entry
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

CERTIFICATES, HOURS, SERIES = "/admin/certificate/", "/admin/hourentry/", "/admin/certificateseries/"


@pytest.fixture
def college() -> Organisation:
    """An organisation with a manager."""
    return OrganisationFactory(name="泽宁职业学院")


@pytest.fixture
def manager(college: Organisation) -> Client:
    """A browser in which the college's manager is signed in."""
    return _as(RoleGrantFactory(organisation=college, role=Role.ORGANISATION_MANAGER).person)


def _as(person: object) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])  # type: ignore[arg-type]
    return client


def test_a_manager_sees_the_certificates_of_the_own_organisation_only(manager: Client, college: Organisation) -> None:
    certificate(title="本院的课", organisation_id=college.pk)
    other = certificate(title="别院的课")

    listed = manager.get(CERTIFICATES).content.decode()

    assert ("本院的课" in listed, "别院的课" in listed) == (True, False)
    assert manager.get(f"{CERTIFICATES}inspect/{other.pk}/").status_code == 404
    assert manager.get(f"{CERTIFICATES}revoke/{other.pk}/").status_code == 404


def test_search_and_filter(manager: Client, college: Organisation) -> None:
    certificate(PersonFactory(full_name="王小明"), organisation_id=college.pk)
    gone = certificate(PersonFactory(full_name="李大华"), organisation_id=college.pk)
    actor = RoleGrantFactory(organisation=college, role=Role.ORGANISATION_MANAGER).person
    revoke_certificate(gone, actor=actor, reason="重复")

    found = manager.get(CERTIFICATES, {"q": "王小"}).content.decode()
    revoked = manager.get(CERTIFICATES, {"status": "revoked"}).content.decode()

    assert ("王小明" in found, "李大华" in found) == (True, False)
    assert ("王小明" in revoked, "李大华" in revoked) == (False, True)


def test_a_manager_revokes_with_a_reason(manager: Client, college: Organisation) -> None:
    issued = certificate(organisation_id=college.pk)

    without = manager.post(f"{CERTIFICATES}revoke/{issued.pk}/", {"reason": " "})
    with_reason = manager.post(f"{CERTIFICATES}revoke/{issued.pk}/", {"reason": "由他人代学"})

    issued.refresh_from_db()
    assert (without.status_code, with_reason["Location"]) == (200, f"{CERTIFICATES}inspect/{issued.pk}/")
    assert (issued.status, issued.revoke_reason) == ("revoked", "由他人代学")


def test_revoking_twice_is_said_on_the_form(manager: Client, college: Organisation) -> None:
    issued = certificate(organisation_id=college.pk)
    manager.post(f"{CERTIFICATES}void/{issued.pk}/", {"reason": "发错了"})

    again = manager.post(f"{CERTIFICATES}revoke/{issued.pk}/", {"reason": "再撤一次"})

    issued.refresh_from_db()
    assert "现在的状态不允许这样操作" in again.content.decode()
    assert (issued.status, issued.revoke_reason) == ("void", "发错了")


def test_a_certificate_is_neither_added_nor_edited_nor_deleted_by_hand(college: Organisation) -> None:
    issued = certificate(organisation_id=college.pk)
    client = _as(RoleGrantFactory(organisation=college, role=Role.PLATFORM_MANAGER).person)

    for address in ("new/", f"edit/{issued.pk}/", f"delete/{issued.pk}/", f"copy/{issued.pk}/"):
        assert client.post(f"{CERTIFICATES}{address}", {"holder_name": "别人"}).status_code == 404

    assert Certificate.objects.get().holder_name == "林晓芸"


@pytest.mark.parametrize("role", [Role.TEACHER, Role.REVIEWER, None])
def test_others_do_not_get_in_and_change_nothing(college: Organisation, role: Role | None) -> None:
    issued = certificate(organisation_id=college.pk)
    entry = hour_entry(organisation_id=college.pk)
    client = _as(RoleGrantFactory(organisation=college, role=role).person if role else PersonFactory())

    for address in (CERTIFICATES, f"{CERTIFICATES}revoke/{issued.pk}/", HOURS, f"{HOURS}take-back/{entry.pk}/", SERIES):
        assert client.post(address, {"reason": "想删"}).status_code in {302, 403}

    assert (Certificate.objects.get().status, HourEntry.objects.count()) == ("issued", 1)


def test_the_export_is_scoped_and_has_no_formula(manager: Client, college: Organisation) -> None:
    certificate(PersonFactory(full_name="=1+1"), organisation_id=college.pk)
    certificate(title="别院的课")

    answer = manager.get(CERTIFICATES, {"export": "xlsx"})

    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows())
    answer.close()
    assert [cell.value for cell in rows[0]][:3] == ["证书编号", "持证人", "学习内容"]
    assert [(row[1].value, row[1].data_type, row[1].quotePrefix) for row in rows[1:]] == [("=1+1", "s", True)]


def test_there_is_no_csv(manager: Client, college: Organisation) -> None:
    certificate(organisation_id=college.pk)

    assert manager.get(CERTIFICATES, {"export": "csv"})["Content-Type"] == "text/html; charset=utf-8"


def test_a_manager_takes_hours_back(manager: Client, college: Organisation) -> None:
    entry = hour_entry(organisation_id=college.pk)
    other = hour_entry()

    done = manager.post(f"{HOURS}take-back/{entry.pk}/", {"reason": "重复登记"})

    assert done["Location"] == f"{HOURS}inspect/{entry.pk}/"
    assert manager.post(f"{HOURS}take-back/{other.pk}/", {"reason": "x"}).status_code == 404
    assert list(HourEntry.objects.filter(corrects__isnull=False).values_list("corrects", flat=True)) == [entry.pk]


@pytest.mark.parametrize("address", [CERTIFICATES, HOURS])
def test_a_list_of_any_length_takes_the_same_queries(
    manager: Client, college: Organisation, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def add() -> None:
        certificate(organisation_id=college.pk)
        hour_entry(organisation_id=college.pk)

    add()
    manager.get(address)
    with CaptureQueriesContext(connection) as one:
        manager.get(address)
    add(), add()

    with django_assert_num_queries(len(one)):
        manager.get(address)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"number_template": "第{number}号"}, "编号里要有"),
        ({"number_template": "{year}{number}{secret}"}, "编号里要有"),
        ({"wording": "{title}"}, "正文里要有"),
        ({"wording": "{holder}{nonsense}"}, "正文里要有"),
        ({"digits": "0"}, "1 到 9"),
    ],
)
def test_a_series_that_could_not_be_printed_is_refused(college: Organisation, changes: dict[str, str], message: str) -> None:
    client = _as(RoleGrantFactory(organisation=college, role=Role.PLATFORM_MANAGER).person)
    form = {"key": "aid", "kind": "急救证", "number_template": "急〔{year}〕{number}", "digits": "4", "wording": "{holder}合格。"}

    answer = client.post(f"{SERIES}new/", form | changes)

    assert message in answer.content.decode()
    assert CertificateSeries.objects.filter(key="aid").count() == 0


def test_a_platform_manager_adds_a_series_that_certificates_use(college: Organisation) -> None:
    client = _as(RoleGrantFactory(organisation=college, role=Role.PLATFORM_MANAGER).person)
    form = {"key": "aid", "kind": "急救证", "number_template": "急〔{year}〕{number}", "digits": "4", "wording": "{holder}合格。"}

    client.post(f"{SERIES}new/", form | {"valid_years": "2"})

    issued = certificate(series="aid")
    assert (issued.number_text, issued.kind, issued.valid_until) == ("急〔2026〕0001", "急救证", dt.date(2028, 11, 5))
