"""Granting and ending roles: who may, what is recorded, and what parallel tries do."""

import threading

import pytest
from django.db import connection

from accounts.notices.models import Notice
from foundation.api import AuditEntry, Conflict, InvalidInput, NotAllowed
from foundation.outbox.models import OutboxEvent
from organisations.api import Role, RoleGrant, TeacherProfile, end_role, grant_role
from organisations.roles.services import appoint_first_manager
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return OrganisationFactory(name="泽宁市教育局")


@pytest.fixture
def college(city):
    return OrganisationFactory(name="泽宁职业学院", parent=city)


@pytest.fixture
def platform_manager(city):
    return RoleGrantFactory(organisation=city, role=Role.PLATFORM_MANAGER).person


@pytest.fixture
def manager(college):
    return RoleGrantFactory(organisation=college, role=Role.ORGANISATION_MANAGER).person


def facts():
    return (RoleGrant.objects.filter(ended_at__isnull=True).count(), AuditEntry.objects.count(), OutboxEvent.objects.count())


@pytest.mark.parametrize("role", [Role.TEACHER, Role.REVIEWER])
def test_a_manager_grants_teachers_and_reviewers_in_the_own_subtree(manager, college, role):
    point = OrganisationFactory(parent=college)
    person = PersonFactory()

    grant = grant_role(person, role=role, organisation=point, actor=manager)

    assert (grant.person, grant.role, grant.organisation, grant.ended_at) == (person, role, point, None)
    entry = AuditEntry.objects.get(action="organisations.grant_role")
    assert (entry.actor_id, entry.subject_id, entry.changes) == (manager.pk, str(grant.pk), {"role": [None, role.value]})
    assert OutboxEvent.objects.get().name == "organisations.RoleGranted"


def test_a_new_teacher_has_a_profile_once(manager, college):
    person = PersonFactory(full_name="林晓芸")
    point = OrganisationFactory(parent=college)

    grant_role(person, role=Role.TEACHER, organisation=college, actor=manager)
    grant_role(person, role=Role.TEACHER, organisation=point, actor=manager)

    assert [profile.display_name for profile in TeacherProfile.objects.filter(person=person)] == ["林晓芸"]


@pytest.mark.parametrize(
    ("who", "role", "where"),
    [
        ("manager", Role.TEACHER, "above"),
        ("manager", Role.TEACHER, "beside"),
        ("manager", Role.ORGANISATION_MANAGER, "own"),
        ("manager", Role.PLATFORM_MANAGER, "above"),
        ("teacher", Role.TEACHER, "own"),
        ("reviewer", Role.REVIEWER, "own"),
        ("resident", Role.TEACHER, "own"),
    ],
)
def test_nobody_grants_beyond_their_power(city, college, manager, who, role, where):
    actor = {
        "manager": lambda: manager,
        "teacher": lambda: RoleGrantFactory(organisation=college, role=Role.TEACHER).person,
        "reviewer": lambda: RoleGrantFactory(organisation=college, role=Role.REVIEWER).person,
        "resident": PersonFactory,
    }[who]()
    place = {"above": city, "own": college, "beside": OrganisationFactory(parent=city)}[where]
    before = facts()

    with pytest.raises(NotAllowed):
        grant_role(PersonFactory(), role=role, organisation=place, actor=actor)

    assert facts() == before


@pytest.mark.parametrize("fixture", ["manager", "platform_manager"])
def test_nobody_grants_themselves_more(request, college, fixture):
    actor = request.getfixturevalue(fixture)
    before = facts()

    with pytest.raises(NotAllowed):
        grant_role(actor, role=Role.REVIEWER, organisation=college, actor=actor)

    assert facts() == before


def test_platform_managers_are_made_at_the_top_only(platform_manager, college):
    before = facts()

    with pytest.raises(InvalidInput):
        grant_role(PersonFactory(), role=Role.PLATFORM_MANAGER, organisation=college, actor=platform_manager)

    assert facts() == before


@pytest.mark.parametrize("role", ["resident", "king", ""])
def test_what_is_no_role_cannot_be_granted(platform_manager, college, role):
    with pytest.raises(InvalidInput):
        grant_role(PersonFactory(), role=role, organisation=college, actor=platform_manager)


def test_granting_twice_gives_the_same_grant(manager, college):
    person = PersonFactory()

    first = grant_role(person, role=Role.TEACHER, organisation=college, actor=manager)
    second = grant_role(person, role=Role.TEACHER, organisation=college, actor=manager)

    assert first == second
    assert AuditEntry.objects.filter(action="organisations.grant_role").count() == 1


def test_a_role_ends_once_and_can_be_granted_again(manager, college):
    grant = RoleGrantFactory(organisation=college, role=Role.TEACHER)

    end_role(grant, actor=manager)
    with pytest.raises(Conflict):
        end_role(grant, actor=manager)
    again = grant_role(grant.person, role=Role.TEACHER, organisation=college, actor=manager)

    assert again.pk != grant.pk
    assert AuditEntry.objects.filter(action="organisations.end_role").count() == 1


def test_nobody_ends_roles_beyond_their_power(city, manager):
    grant = RoleGrantFactory(organisation=OrganisationFactory(parent=city), role=Role.TEACHER)
    before = facts()

    with pytest.raises(NotAllowed):
        end_role(grant, actor=manager)

    assert facts() == before


def test_the_admin_opens_and_closes_with_the_role(platform_manager, city, client):
    person = PersonFactory()
    client.force_login(person)
    grant = grant_role(person, role=Role.PLATFORM_MANAGER, organisation=city, actor=platform_manager)

    inside = client.get("/admin/").status_code
    end_role(grant, actor=platform_manager)

    assert inside == 200
    assert client.get("/admin/").status_code == 302


def test_the_person_is_told(manager, college, deliver_events):
    person = PersonFactory()
    grant = grant_role(person, role=Role.TEACHER, organisation=college, actor=manager)
    end_role(grant, actor=manager)

    deliver_events()

    assert [(notice.kind, notice.context) for notice in Notice.objects.filter(person=person).order_by("pk")] == [
        ("organisations.role_granted", {"organisation": "泽宁职业学院", "role": "教师"}),
        ("organisations.role_ended", {"organisation": "泽宁职业学院", "role": "教师"}),
    ]


def test_the_first_manager_is_appointed_once(city):
    appoint_first_manager(PersonFactory(), organisation=city)

    with pytest.raises(Conflict):
        appoint_first_manager(PersonFactory(), organisation=city)

    assert RoleGrant.objects.filter(role=Role.PLATFORM_MANAGER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_managers_granting_at_once_make_one_grant():
    college = OrganisationFactory()
    managers = [RoleGrantFactory(organisation=college, role=Role.ORGANISATION_MANAGER).person for _ in range(4)]
    person, grants, start = PersonFactory(), [], threading.Barrier(4)

    def work(actor):
        start.wait()
        grants.append(grant_role(person, role=Role.TEACHER, organisation=college, actor=actor).pk)
        connection.close()

    threads = [threading.Thread(target=work, args=(actor,)) for actor in managers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(grants) == 4
    assert len(set(grants)) == 1
    assert OutboxEvent.objects.filter(name="organisations.RoleGranted").count() == 1
