"""People and messages in Wagtail's admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.consents.models import ConsentPurpose
from accounts.outgoing.services import queue_message
from accounts.people.models import Person
from accounts.people.services import correct_person
from foundation.api import AuditEntry, Conflict, NotAllowed
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/users/"


@pytest.fixture
def platform_manager(client):
    person = RoleGrantFactory(organisation=OrganisationFactory(), role=Role.PLATFORM_MANAGER, person__full_name="管理员").person
    client.force_login(person)
    return person


def test_people_are_listed_with_masked_numbers_and_found(client, platform_manager):
    PersonFactory(full_name="林晓芸", phone="+8613900001234", email="lin@example.com")
    PersonFactory(full_name="陈老师", phone="+8613700009999")

    pages = [client.get(f"{PEOPLE}{query}").content.decode() for query in ("", "?q=晓芸", "?q=0000 1234")]

    assert [("林晓芸" in page, "陈老师" in page) for page in pages] == [(True, True), (True, False), (True, False)]
    assert "139****1234" in pages[0]
    assert [secret in pages[0] for secret in ("+8613900001234", "lin@example.com")] == [False, False]


def test_the_list_costs_the_same_for_one_and_for_three(client, platform_manager, count_queries):
    PersonFactory()
    client.get(PEOPLE)
    one = count_queries(lambda: client.get(PEOPLE))
    PersonFactory.create_batch(2)

    assert count_queries(lambda: client.get(PEOPLE)) == one


def test_a_name_is_corrected_on_the_record(client, platform_manager):
    person = PersonFactory(full_name="林小芸")

    client.post(f"{PEOPLE}edit/{person.pk}/", {"full_name": "林晓芸", "is_active": "on"})

    person.refresh_from_db()
    entry = AuditEntry.objects.get(action="accounts.correct_person")
    assert (person.full_name, entry.changes) == ("林晓芸", {"full_name": ["林小芸", "林晓芸"]})


def test_the_form_carries_no_way_to_more_power(client, platform_manager):
    person = PersonFactory()

    client.post(f"{PEOPLE}edit/{person.pk}/", {"full_name": "林晓芸", "is_active": "on", "is_superuser": "on", "groups": ["1"]})

    person.refresh_from_db()
    assert (person.is_superuser, person.groups.count()) == (False, 0)


@pytest.mark.parametrize("path", ["new/", "delete/{pk}/"])
def test_people_are_neither_made_nor_deleted_by_hand(client, platform_manager, path):
    person = PersonFactory()
    before = Person.objects.count()

    answer = client.post(PEOPLE + path.format(pk=person.pk), {"full_name": "x", "is_active": "on"})

    assert (answer.status_code, Person.objects.count()) == (302, before)


def test_organisation_managers_do_not_see_people(client):
    client.force_login(RoleGrantFactory(role=Role.ORGANISATION_MANAGER).person)

    assert client.get(PEOPLE).status_code == 302


def test_correcting_takes_the_permission():
    person = PersonFactory(full_name="林晓芸")

    with pytest.raises(NotAllowed):
        correct_person(person, actor=PersonFactory(), full_name="x", is_active=False)

    person.refresh_from_db()
    assert (person.full_name, person.is_active, AuditEntry.objects.count()) == ("林晓芸", True, 0)


def test_nobody_locks_themselves_out(platform_manager):
    with pytest.raises(Conflict):
        correct_person(platform_manager, actor=platform_manager, full_name="管理员", is_active=False)

    platform_manager.refresh_from_db()
    assert platform_manager.is_active


def test_the_log_shows_neither_numbers_nor_codes(client, platform_manager):
    later = timezone.now() + timedelta(hours=1)
    queue_message("sms", "+8613900001234", "验证码 123456", text_for_log="验证码 ******", useless_after=later)

    page = client.get("/admin/outgoingmessage/").content.decode()

    assert [words in page for words in ("139****1234", "验证码 ******", "+8613900001234", "123456")] == [True, True, False, False]


def test_a_consent_text_is_added_but_never_changed(client, platform_manager):
    facts = {"key": "terms", "version": 9, "title": "用户协议", "text": "新", "valid_from": "2026-12-01 00:00"}

    client.post("/admin/consentpurpose/new/", facts)

    added = ConsentPurpose.objects.get(key="terms", version=9)
    client.post(f"/admin/consentpurpose/edit/{added.pk}/", {**facts, "text": "改"})
    client.post(f"/admin/consentpurpose/delete/{added.pk}/")

    added.refresh_from_db()
    assert added.text == "新"
