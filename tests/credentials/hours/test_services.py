"""The ledger of hours."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from credentials.api import (
    HourCategory,
    HourEntry,
    award_hours,
    hours_by_category,
    hours_in_year,
    take_back_hours,
    years_with_hours,
)
from foundation.api import AuditEntry, Conflict, InvalidInput, NotAllowed
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.credentials import hour_entry
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


def test_an_award_stands_in_the_ledger_with_its_evidence() -> None:
    person = PersonFactory()

    entry = hour_entry(person, hours=Decimal("2.5"), evidence={"enrolment": 7, "rule": "v1"})

    assert list(HourEntry.objects.values_list("pk", "person_id", "hours", "evidence")) == [
        (entry.pk, person.pk, Decimal("2.50"), {"enrolment": 7, "rule": "v1"})
    ]
    assert AuditEntry.objects.get(action="credentials.award_hours").subject_id == str(entry.pk)


def test_the_same_source_counts_once() -> None:
    organisation = OrganisationFactory()
    person = PersonFactory()

    entries = [hour_entry(person, source_key="enrolment:7", organisation_id=organisation.pk) for _ in range(3)]

    assert len({entry.pk for entry in entries}) == 1
    assert hours_in_year(person.pk, 2026) == Decimal("2.5")


def test_the_same_source_with_other_hours_is_a_conflict() -> None:
    first = hour_entry(source_key="enrolment:7")

    with pytest.raises(Conflict) as refused:
        hour_entry(first.person, source_key="enrolment:7", hours=Decimal(9), organisation_id=first.organisation_id)

    assert refused.value.code == "source_key_reused"
    assert hours_in_year(first.person_id, 2026) == Decimal("2.5")


@pytest.mark.parametrize("hours", ["0", "-1", "NaN", "Infinity", "10000", "0.001"])
def test_impossible_hours_are_refused(hours: str) -> None:
    with pytest.raises(InvalidInput):
        hour_entry(hours=Decimal(hours))

    assert HourEntry.objects.count() == 0


@pytest.mark.parametrize("statement", ["UPDATE credentials_hourentry SET hours = 99", "DELETE FROM credentials_hourentry"])
def test_the_database_refuses_changes(statement: str) -> None:
    entry = hour_entry()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert hours_in_year(entry.person_id, 2026) == Decimal("2.5")


def test_taking_back_adds_a_counter_entry() -> None:
    entry = hour_entry()
    manager = RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=entry.organisation).person

    counter = take_back_hours(entry, actor=manager, reason="重复登记")

    assert (counter.hours, counter.corrects_id, counter.evidence) == (
        Decimal("-2.5"),
        entry.pk,
        {"reason": "重复登记", "entry": entry.pk},
    )
    assert hours_in_year(entry.person_id, 2026) == 0
    audit = AuditEntry.objects.get(action="credentials.take_back_hours")
    assert (audit.actor_id, audit.why) == (manager.pk, "重复登记")


def test_nothing_is_taken_back_twice_and_no_counter_entry_at_all() -> None:
    entry = hour_entry()
    manager = RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=entry.organisation).person
    counter = take_back_hours(entry, actor=manager, reason="重复登记")

    with pytest.raises(Conflict):
        take_back_hours(entry, actor=manager, reason="又一次")
    with pytest.raises(InvalidInput):
        take_back_hours(counter, actor=manager, reason="恢复")

    assert HourEntry.objects.count() == 2


@pytest.mark.parametrize("role", [Role.TEACHER, Role.REVIEWER, None])
def test_others_may_not_take_back(role: Role | None) -> None:
    entry = hour_entry()
    actor = RoleGrantFactory(role=role, organisation=entry.organisation).person if role else entry.person

    with pytest.raises(NotAllowed):
        take_back_hours(entry, actor=actor, reason="想删")

    assert HourEntry.objects.count() == 1


def test_managers_may_not_take_back_their_own() -> None:
    entry = hour_entry()
    RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=entry.organisation, person=entry.person)

    with pytest.raises(NotAllowed):
        take_back_hours(entry, actor=entry.person, reason="本人")

    assert HourEntry.objects.count() == 1


def test_a_reason_is_needed() -> None:
    entry = hour_entry()
    manager = RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=entry.organisation).person

    with pytest.raises(InvalidInput) as refused:
        take_back_hours(entry, actor=manager, reason="  ")

    assert refused.value.fields == {"reason": "请写明冲正的原因。"}
    assert HourEntry.objects.count() == 1


def test_sums_go_by_year_and_category() -> None:
    person = PersonFactory()
    hour_entry(person, hours=Decimal(3), category=HourCategory.PUBLIC)
    hour_entry(person, hours=Decimal(4), category=HourCategory.PROFESSIONAL)
    hour_entry(person, hours=Decimal(5), earned_on=dt.date(2025, 12, 31))
    hour_entry()

    assert (hours_in_year(person.pk, 2026), hours_in_year(person.pk, 2025), hours_in_year(person.pk, 2024)) == (7, 5, 0)
    assert hours_by_category(person.pk, 2026) == {"public": 3, "professional": 4}
    assert years_with_hours(person.pk) == [2026, 2025]


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_with_one_source_award_once() -> None:
    person, organisation = PersonFactory(), OrganisationFactory()

    def award(_: int) -> int:
        try:
            return award_hours(
                person_id=person.pk,
                hours=Decimal(4),
                category=HourCategory.GENERAL,
                source_key="enrolment:1",
                organisation_id=organisation.pk,
                title="课程",
                earned_on=dt.date(2026, 11, 6),
                evidence={},
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(award, range(20)))) == 1
    assert hours_in_year(person.pk, 2026) == 4
