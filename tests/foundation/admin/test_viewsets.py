"""Failed deliveries and the audit log in Wagtail's admin."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from foundation.api import AuditEntry, record_audit
from foundation.numbering.models import NumberSeries
from foundation.outbox.models import Delivery, OutboxEvent
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db

FAILED, AUDIT = "/admin/delivery/", "/admin/auditentry/"


def _as(role: Role | None) -> Client:
    person = RoleGrantFactory(role=role).person if role else PersonFactory()
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _given_up(error: str = "Traceback\nValueError: <b>closed</b>") -> Delivery:
    now = timezone.now()
    event = OutboxEvent.objects.create(name="tests.Failed", payload={}, settled_at=now)
    return Delivery.objects.create(event=event, receiver="app.receivers.tell", attempts=8, given_up_at=now, error=error)


def test_failed_deliveries_are_listed_with_the_last_line_of_the_error() -> None:
    _given_up()
    Delivery.objects.create(event=OutboxEvent.objects.create(name="tests.Well", payload={}), receiver="x", done_at=timezone.now())

    page = _as(Role.PLATFORM_MANAGER).get(FAILED).content.decode()

    assert ("ValueError: &lt;b&gt;closed&lt;/b&gt;" in page, "Traceback" in page, "tests.Well" in page) == (True, False, False)


def test_a_platform_manager_retries() -> None:
    failed = _given_up()
    client = _as(Role.PLATFORM_MANAGER)

    assert f"{FAILED}retry/{failed.pk}/" in client.get(f"{FAILED}inspect/{failed.pk}/").content.decode()
    client.post(f"{FAILED}retry/{failed.pk}/")

    failed.refresh_from_db()
    assert (failed.given_up_at, failed.attempts, failed.event.settled_at) == (None, 0, None)


@pytest.mark.parametrize("role", [Role.ORGANISATION_MANAGER, Role.TEACHER, None])
def test_others_neither_see_nor_retry(role: Role | None) -> None:
    failed = _given_up()
    client = _as(role)

    for address in (FAILED, f"{FAILED}inspect/{failed.pk}/", AUDIT):
        assert client.get(address).status_code in {302, 403}
    assert client.post(f"{FAILED}retry/{failed.pk}/").status_code in {302, 403}

    failed.refresh_from_db()
    assert failed.attempts == 8


def test_a_retry_is_never_a_link() -> None:
    failed = _given_up()

    assert _as(Role.PLATFORM_MANAGER).get(f"{FAILED}retry/{failed.pk}/").status_code == 405
    assert Delivery.objects.get().attempts == 8


def test_the_audit_log_is_read_and_searched_but_never_written() -> None:
    client = _as(Role.PLATFORM_MANAGER)
    series = NumberSeries(pk=7, name="s", last_number=1)
    record_audit(actor=None, action="tests.renamed", subject=series, why="<script>因为</script>")
    entry = record_audit(actor=None, action="tests.removed", subject=series)

    page = client.get(AUDIT, {"q": "tests.renamed"}).content.decode()

    assert ("&lt;script&gt;因为" in page, "tests.removed" in page) == (True, False)
    assert client.get(f"{AUDIT}inspect/{entry.pk}/").status_code == 200
    assert client.post(f"{AUDIT}delete/{entry.pk}/").status_code == 404
    assert AuditEntry.objects.filter(action__startswith="tests.").count() == 2


@pytest.mark.parametrize("address", [FAILED, AUDIT])
def test_a_list_of_any_length_takes_the_same_queries(address: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = _as(Role.PLATFORM_MANAGER)
    _given_up()
    record_audit(actor=None, action="tests.one", subject=NumberSeries(pk=7, name="s", last_number=1))
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(2):
        _given_up()
        record_audit(actor=None, action="tests.more", subject=NumberSeries(pk=7, name="s", last_number=1))

    with django_assert_num_queries(len(one)):
        client.get(address)
