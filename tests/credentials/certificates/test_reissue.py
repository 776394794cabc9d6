"""Certificates issued anew after a corrected name."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice, Person
from credentials.api import Certificate, certificates_by_source, issue_certificate, reissue_certificate, revoke_certificate
from foundation.api import AuditEntry, Conflict, InvalidInput, NotAllowed
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.credentials import certificate
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db


def manager_of(held: Certificate) -> Person:
    return RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=held.organisation).person


def renamed(held: Certificate, name: str = "林小云") -> Certificate:
    Person.objects.filter(pk=held.person_id).update(full_name=name)
    return held


def test_the_new_one_says_the_same_of_another_name_and_the_old_one_says_so() -> None:
    old = renamed(certificate(source_key="course:1:person:2"))
    manager = manager_of(old)

    new = reissue_certificate(old, actor=manager, reason="姓名登记有误")

    old.refresh_from_db()
    assert (old.status, old.holder_name, old.revoke_reason, old.revoked_by) == ("replaced", "林晓芸", "姓名登记有误", manager)
    assert (new.status, new.holder_name, new.replaces, new.source_key) == ("issued", "林小云", old, "course:1:person:2#2")
    same = ("title", "hours", "level", "wording", "kind", "started_on", "finished_on", "organisation_name", "valid_until")
    assert [getattr(new, field) for field in same] == [getattr(old, field) for field in same]
    assert (new.number, new.year, new.issued_on) == (
        1 if new.year != old.year else 2,
        timezone.localdate().year,
        timezone.localdate(),
    )
    assert new.code != old.code
    actions = AuditEntry.objects.filter(action__startswith="credentials.").order_by("pk").values_list("action", flat=True)
    assert list(actions)[-2:] == ["credentials.replace_certificate", "credentials.issue_certificate"]


def test_what_was_printed_on_the_old_one_stays_frozen() -> None:
    old = renamed(certificate())
    new = reissue_certificate(old, actor=manager_of(old), reason="姓名更正")

    for change in ({"holder_name": "别人"}, {"replaces": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=new.pk).update(**change)


def test_the_second_click_and_the_same_name_are_refused() -> None:
    old = certificate()
    manager = manager_of(old)
    with pytest.raises(Conflict) as refused:
        reissue_certificate(old, actor=manager, reason="姓名更正")
    assert refused.value.code == "same_name"
    renamed(old)

    reissue_certificate(old, actor=manager, reason="姓名更正")
    with pytest.raises(Conflict):
        reissue_certificate(old, actor=manager, reason="姓名更正")

    assert Certificate.objects.count() == 2


def test_a_revoked_one_is_not_issued_anew() -> None:
    old = renamed(certificate())
    manager = manager_of(old)
    revoke_certificate(old, actor=manager, reason="学习记录作假")

    with pytest.raises(Conflict):
        reissue_certificate(old, actor=manager, reason="姓名更正")

    assert Certificate.objects.count() == 1


def test_a_new_one_can_be_replaced_too_and_the_source_finds_the_newest() -> None:
    first = renamed(certificate(source_key="course:1:person:2"))
    manager = manager_of(first)
    second = reissue_certificate(first, actor=manager, reason="姓名更正")
    renamed(first, "林筱云")

    third = reissue_certificate(second, actor=manager, reason="又写错了")

    assert third.source_key == "course:1:person:2#3"
    assert certificates_by_source(first.person_id, ["course:1:person:2", "other"]) == {"course:1:person:2": third}
    again = issue_certificate(
        person_id=first.person_id,
        series="completion",
        title=first.title,
        hours=first.hours,
        level=first.level,
        organisation_id=first.organisation_id,
        source_key="course:1:person:2",
        issued_on=first.issued_on,
        evidence={},
    )
    assert again == third


@pytest.mark.parametrize("who", ["holder", "stranger", "other_manager", "teacher"])
def test_nobody_else_issues_anew(who: str) -> None:
    old = renamed(certificate())
    person = {
        "holder": lambda: old.person,
        "stranger": lambda: PersonFactory(),
        "other_manager": lambda: RoleGrantFactory(role=Role.ORGANISATION_MANAGER).person,
        "teacher": lambda: RoleGrantFactory(role=Role.TEACHER, organisation=old.organisation).person,
    }[who]()

    with pytest.raises(NotAllowed):
        reissue_certificate(old, actor=person, reason="姓名更正")

    old.refresh_from_db()
    assert (old.status, Certificate.objects.count()) == ("issued", 1)


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_a_reason_is_needed(reason: str) -> None:
    old = renamed(certificate())

    with pytest.raises(InvalidInput):
        reissue_certificate(old, actor=manager_of(old), reason=reason)

    assert Certificate.objects.count() == 1


def test_the_holder_is_told_once_with_both_numbers(deliver_events) -> None:
    old = renamed(certificate())
    deliver_events()
    new = reissue_certificate(old, actor=manager_of(old), reason="姓名更正")
    deliver_events()

    notice = Notice.objects.get(person=old.person, kind="credentials.certificate_reissued")
    assert (notice.context["number"], notice.context["replaced"]) == (new.number_text, old.number_text)
    assert Notice.objects.filter(person=old.person).count() == 2


def test_the_verification_page_leads_from_the_old_to_the_new(client) -> None:
    old = renamed(certificate())
    new = reissue_certificate(old, actor=manager_of(old), reason="姓名更正")

    page = client.get(f"/verify/{old.code}/").content.decode()
    assert ("已换发" in page, f"/verify/{new.code}/" in page, new.number_text in page) == (True, True, True)
    page = client.get(f"/verify/{new.code}/").content.decode()
    assert ("换发自" in page, old.number_text in page) == (True, True)


def test_a_manager_does_it_in_the_back_office(client) -> None:
    old = renamed(certificate())
    client.force_login(manager_of(old))
    address = f"/admin/certificate/reissue/{old.pk}/"
    assert address in client.get(f"/admin/certificate/inspect/{old.pk}/").content.decode()

    assert client.post(address, {"reason": "姓名更正"}).status_code == 302

    assert Certificate.objects.get(replaces=old).holder_name == "林小云"
    client.force_login(RoleGrantFactory(role=Role.ORGANISATION_MANAGER).person)
    assert client.post(address, {"reason": "再来"}).status_code == 404
