"""Issuing certificates and taking them back."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from credentials.api import Certificate, CertificateStatus, issue_certificate, revoke_certificate, void_certificate
from credentials.certificates.models import CertificateSeries
from foundation.api import AuditEntry, Conflict, InvalidInput, NotAllowed
from foundation.outbox.models import OutboxEvent
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.credentials import certificate
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


def _manager(of: Certificate) -> object:
    return RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=of.organisation).person


def test_a_certificate_carries_its_number_and_every_printed_fact() -> None:
    issued = certificate(organisation_id=OrganisationFactory(name="泽宁卫生职业学院").pk)

    issued.refresh_from_db()
    assert (issued.number_text, issued.kind, issued.holder_name, issued.title, issued.level, issued.organisation_name) == (
        "泽宁继教字〔2026〕第000001号",
        "结业证书",
        "林晓芸",
        "居家安全评估与改造",
        "入门",
        "泽宁卫生职业学院",
    )
    assert (issued.hours, issued.issued_on, issued.valid_until, issued.status) == (16, dt.date(2026, 11, 6), None, "issued")
    assert OutboxEvent.objects.get(name="credentials.CertificateIssued").payload == {
        "certificate_id": issued.pk,
        "person_id": issued.person_id,
    }


def test_facts_stay_when_their_sources_change() -> None:
    issued = certificate()
    issued.person.full_name = "林小云"
    issued.person.save()
    CertificateSeries.objects.update(wording="{holder}改了。", kind="别的证书")

    issued.refresh_from_db()

    assert (issued.holder_name, issued.kind, issued.wording[:8]) == ("林晓芸", "结业证书", "{holder}")
    assert "改了" not in issued.wording


def test_the_same_source_gives_the_same_certificate() -> None:
    person = PersonFactory()

    first, second = certificate(person, source_key="completion:9"), certificate(person, source_key="completion:9")

    assert first.pk == second.pk
    assert certificate().number == 2


def test_the_same_source_for_another_person_is_a_conflict() -> None:
    certificate(source_key="completion:9")

    with pytest.raises(Conflict):
        certificate(source_key="completion:9")

    assert Certificate.objects.count() == 1


def test_numbers_begin_again_each_year_and_in_each_series() -> None:
    CertificateSeries.objects.create(
        key="skill", kind="培训证书", number_template="ZX-{year}-{number}", digits=4, wording="{holder}", valid_years=2
    )

    numbers = [
        certificate().number_text,
        certificate(issued_on=dt.date(2027, 1, 1)).number_text,
        certificate(series="skill").number_text,
        certificate().number_text,
    ]

    assert numbers == [
        "泽宁继教字〔2026〕第000001号",
        "泽宁继教字〔2027〕第000001号",
        "ZX-2026-0001",
        "泽宁继教字〔2026〕第000002号",
    ]


@pytest.mark.parametrize(
    ("issued_on", "until"),
    [(dt.date(2026, 11, 6), dt.date(2028, 11, 5)), (dt.date(2028, 2, 29), dt.date(2030, 2, 28))],
)
def test_validity_ends_the_day_before_the_anniversary(issued_on: dt.date, until: dt.date) -> None:
    CertificateSeries.objects.create(key="aid", kind="急救证", number_template="A{year}{number}", wording="{holder}", valid_years=2)

    issued = certificate(series="aid", issued_on=issued_on)

    assert issued.valid_until == until
    assert (issued.is_expired(until), issued.is_expired(until + dt.timedelta(days=1))) == (False, True)


def test_a_holder_without_a_name_gets_none() -> None:
    with pytest.raises(InvalidInput) as refused:
        certificate(PersonFactory(full_name=" "))

    assert refused.value.code == "holder_name_missing"
    assert Certificate.objects.count() == 0


def test_an_unknown_series_is_refused() -> None:
    with pytest.raises(InvalidInput):
        certificate(series="nonsense")

    assert Certificate.objects.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE credentials_certificate SET holder_name = '别人'",
        "UPDATE credentials_certificate SET number = 7",
        "UPDATE credentials_certificate SET hours = 99, status = 'issued'",
        "DELETE FROM credentials_certificate",
    ],
)
def test_the_database_keeps_printed_facts(statement: str) -> None:
    certificate()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Certificate.objects.get().holder_name == "林晓芸"


@pytest.mark.parametrize(
    ("end", "status"), [(revoke_certificate, CertificateStatus.REVOKED), (void_certificate, CertificateStatus.VOID)]
)
def test_an_ended_certificate_keeps_its_number_and_says_why(end: Callable[..., Certificate], status: CertificateStatus) -> None:
    issued = certificate()
    manager = _manager(issued)

    end(issued, actor=manager, reason=" 冒名学习 ")

    issued.refresh_from_db()
    assert (issued.status, issued.revoke_reason, issued.revoked_by, issued.number) == (status, "冒名学习", manager, 1)
    assert certificate().number == 2
    audit = AuditEntry.objects.get(action__endswith="_certificate", why="冒名学习")
    assert (audit.actor_id, audit.changes) == (manager.pk, {"status": ["issued", status.value]})  # type: ignore[attr-defined]
    assert OutboxEvent.objects.filter(name="credentials.CertificateRevoked").count() == 1


def test_an_ended_certificate_cannot_be_ended_again() -> None:
    issued = certificate()
    manager = _manager(issued)
    revoke_certificate(issued, actor=manager, reason="冒名学习")

    with pytest.raises(Conflict):
        void_certificate(issued, actor=manager, reason="再来")

    assert Certificate.objects.get().status == "revoked"


@pytest.mark.parametrize("reason", ["", "   ", "因" * 201])
def test_a_reason_is_needed(reason: str) -> None:
    issued = certificate()

    with pytest.raises(InvalidInput):
        revoke_certificate(issued, actor=_manager(issued), reason=reason)

    assert Certificate.objects.get().status == "issued"


def test_strangers_teachers_other_managers_and_the_holder_may_not_revoke() -> None:
    issued = certificate()
    teacher = RoleGrantFactory(role=Role.TEACHER, organisation=issued.organisation).person
    other = RoleGrantFactory(role=Role.ORGANISATION_MANAGER).person
    RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=issued.organisation, person=issued.person)

    for actor in (PersonFactory(), teacher, other, issued.person):
        with pytest.raises(NotAllowed):
            revoke_certificate(issued, actor=actor, reason="不行")

    assert Certificate.objects.get().status == "issued"


def _issue(person_id: int, organisation_id: int, source_key: str) -> Certificate:
    try:
        return issue_certificate(
            person_id=person_id,
            series="completion",
            title="课程",
            hours=Decimal(4),
            organisation_id=organisation_id,
            level="",
            source_key=source_key,
            issued_on=dt.date(2026, 11, 6),
            evidence={},
        )
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_issues_give_fifty_consecutive_numbers() -> None:
    people = PersonFactory.create_batch(50)
    organisation = OrganisationFactory()

    with ThreadPoolExecutor(50) as pool:
        issued = list(pool.map(lambda person: _issue(person.pk, organisation.pk, f"completion:{person.pk}"), people))

    assert sorted(row.number for row in issued) == list(range(1, 51))
    assert len({row.code for row in issued}) == 50


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_issues_for_one_source_give_one_certificate_and_no_gap() -> None:
    person, organisation = PersonFactory(), OrganisationFactory()

    with ThreadPoolExecutor(20) as pool:
        issued = list(pool.map(lambda _: _issue(person.pk, organisation.pk, "completion:1"), range(20)))

    assert {(row.pk, row.number) for row in issued} == {(issued[0].pk, 1)}
    assert certificate().number == 2


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_issue_leaves_no_gap() -> None:
    certificate()
    with transaction.atomic():
        assert certificate().number == 2
        transaction.set_rollback(True)

    assert certificate().number == 2
    assert list(Certificate.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
