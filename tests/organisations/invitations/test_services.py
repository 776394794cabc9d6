"""Invitations by phone."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.outgoing.models import OutgoingMessage
from foundation.api import Conflict, InvalidInput, NotAllowed
from organisations.api import Role, RoleGrant, end_role
from organisations.invitations.models import RoleInvitation
from organisations.invitations.services import accept_invitation, invite_by_phone, withdraw_invitation
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

PHONE = "+8613900001234"


@pytest.fixture
def college():
    return OrganisationFactory(name="泽宁职业学院", parent=OrganisationFactory())


@pytest.fixture
def manager(college):
    return RoleGrantFactory(organisation=college, role=Role.ORGANISATION_MANAGER).person


def invite(college, manager, phone=PHONE, role=Role.TEACHER):
    return invite_by_phone(phone, role=role, organisation=college, actor=manager)


def test_an_invitation_goes_out_by_text_and_is_accepted(college, manager):
    invitation = invite(college, manager, phone="139 0000 1234")
    person = PersonFactory(phone=PHONE)

    grant = accept_invitation(invitation, actor=person)

    text = OutgoingMessage.objects.get(address=PHONE).text
    assert "泽宁职业学院邀请您担任教师" in text
    assert f"/organisations/invitations/{invitation.pk}/" in text
    assert (grant.person, grant.role, grant.organisation) == (person, Role.TEACHER, college)


def test_inviting_again_renews_the_open_offer(college, manager):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = invite(college, manager)
        clock.shift(timedelta(days=3))
        second = invite(college, manager)

    assert first.pk == second.pk
    assert second.expires_at - first.expires_at == timedelta(days=3)


@pytest.mark.parametrize("role", [Role.ORGANISATION_MANAGER, Role.PLATFORM_MANAGER])
def test_managers_cannot_invite_their_like_or_betters(college, manager, role):
    with pytest.raises(NotAllowed):
        invite(college, manager, role=role)

    assert (RoleInvitation.objects.count(), OutgoingMessage.objects.count()) == (0, 0)


def test_strangers_cannot_invite(college):
    with pytest.raises(NotAllowed):
        invite(college, PersonFactory())

    assert RoleInvitation.objects.count() == 0


def test_a_number_that_is_none_is_refused(college, manager):
    with pytest.raises(InvalidInput):
        invite(college, manager, phone="12345")

    assert RoleInvitation.objects.count() == 0


def test_only_the_invited_phone_accepts(college, manager):
    invitation = invite(college, manager)

    with pytest.raises(NotAllowed):
        accept_invitation(invitation, actor=PersonFactory())

    assert RoleGrant.objects.filter(role=Role.TEACHER).count() == 0


@pytest.mark.parametrize("how", ["used", "withdrawn", "expired"])
def test_an_offer_that_is_over_cannot_be_accepted(college, manager, how):
    invitation = invite(college, manager)
    person = PersonFactory(phone=PHONE)
    later = timedelta(0)
    if how == "used":
        accept_invitation(invitation, actor=person)
    elif how == "withdrawn":
        withdraw_invitation(invitation, actor=manager)
    else:
        later = timedelta(days=7, seconds=1)
    before = RoleGrant.objects.count()

    with time_machine.travel(timezone.now() + later, tick=False), pytest.raises(Conflict):
        accept_invitation(invitation, actor=person)

    assert RoleGrant.objects.count() == before


def test_an_offer_dies_with_the_power_of_who_made_it(college, manager):
    invitation = invite(college, manager)
    end_role(RoleGrant.objects.get(person=manager), actor=PersonFactory(is_superuser=True))

    with pytest.raises(NotAllowed):
        accept_invitation(invitation, actor=PersonFactory(phone=PHONE))

    assert RoleGrant.objects.filter(role=Role.TEACHER).count() == 0


def test_strangers_cannot_withdraw(college, manager):
    invitation = invite(college, manager)

    with pytest.raises(NotAllowed):
        withdraw_invitation(invitation, actor=PersonFactory())

    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None
