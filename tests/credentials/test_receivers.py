"""Everyone concerned gets a notice, once."""

from collections.abc import Callable

import pytest

from accounts.models import Notice
from credentials.api import revoke_certificate, take_back_hours
from foundation.api import grouped_code
from foundation.outbox.models import Delivery, OutboxEvent
from organisations.api import Role
from tests.factories.credentials import certificate, hour_entry
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db


def test_a_certificate_is_told_to_its_holder_with_its_address(deliver_events: Callable[[], int]) -> None:
    issued = certificate()

    deliver_events()

    notice = Notice.objects.get(kind="credentials.certificate_issued")
    assert (notice.person, notice.url) == (issued.person, f"/certificates/{grouped_code(issued.code)}/")
    assert notice.context["number"] == "泽宁继教字〔2026〕第000001号"


def test_a_revocation_is_told_with_its_reason(deliver_events: Callable[[], int]) -> None:
    issued = certificate()
    manager = RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=issued.organisation).person
    revoke_certificate(issued, actor=manager, reason="由他人代学")

    deliver_events()

    notice = Notice.objects.get(kind="credentials.certificate_revoked")
    assert (notice.person, notice.context["reason"], notice.context["state"]) == (issued.person, "由他人代学", "已撤销")


def test_hours_are_told_when_they_come_and_when_they_go(deliver_events: Callable[[], int]) -> None:
    entry = hour_entry()
    manager = RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=entry.organisation).person
    take_back_hours(entry, actor=manager, reason="重复登记")

    deliver_events()

    came = Notice.objects.get(kind="credentials.hours_awarded")
    went = Notice.objects.get(kind="credentials.hours_taken_back")
    assert (came.context["hours"], came.context["reason"]) == ("2.5", "")
    assert (went.context["hours"], went.context["reason"], went.person) == ("2.5", "重复登记", entry.person)


def test_an_event_that_is_delivered_twice_tells_once(deliver_events: Callable[[], int]) -> None:
    certificate()
    deliver_events()
    before = Notice.objects.count()
    Delivery.objects.all().delete()
    OutboxEvent.objects.update(settled_at=None)

    deliver_events()

    assert Notice.objects.count() == before
