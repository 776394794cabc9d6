"""Organisations and roles in Wagtail's admin."""

import pytest

from foundation.api import AuditEntry
from organisations.api import Organisation, Role, RoleGrant
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

ORGANISATIONS, ROLES = "/admin/organisation/", "/admin/rolegrant/"


@pytest.fixture
def city():
    return OrganisationFactory(name="泽宁市教育局", slug="city")


@pytest.fixture
def college(city):
    return OrganisationFactory(name="泽宁职业学院", slug="college", parent=city)


@pytest.fixture
def platform_manager(city):
    return RoleGrantFactory(organisation=city, role=Role.PLATFORM_MANAGER).person


@pytest.fixture
def manager(college):
    return RoleGrantFactory(organisation=college, role=Role.ORGANISATION_MANAGER).person


def facts(organisation, **changes):
    fields = ("name", "short_name", "slug", "kind", "introduction", "phone", "address")
    return {**{field: getattr(organisation, field) for field in fields}, "is_active": "on", **changes}


def test_a_platform_manager_adds_an_organisation_below_another(client, platform_manager, city):
    client.force_login(platform_manager)

    client.post(
        f"{ORGANISATIONS}new/",
        {"parent": city.pk, "name": "南湖学习中心", "slug": "nanhu", "kind": "learning_point", "is_active": "on"},
    )

    added = Organisation.objects.get(slug="nanhu")
    assert added.get_parent() == city
    assert AuditEntry.objects.get(action="organisations.add").actor_id == platform_manager.pk


def test_a_manager_changes_how_the_own_organisation_presents_itself(client, manager, college):
    client.force_login(manager)

    client.post(f"{ORGANISATIONS}edit/{college.pk}/", facts(college, introduction="百年老校", name="另一个名字"))

    college.refresh_from_db()
    assert (college.introduction, college.name) == ("百年老校", "泽宁职业学院")


def test_a_manager_sees_and_changes_nothing_beyond_the_own_subtree(client, manager, city):
    client.force_login(manager)

    listed = client.get(ORGANISATIONS).content.decode()
    edited = client.post(f"{ORGANISATIONS}edit/{city.pk}/", facts(city, introduction="x"))
    added = client.post(f"{ORGANISATIONS}new/", {"name": "新", "slug": "new", "kind": "company"})

    city.refresh_from_db()
    assert "泽宁市教育局" not in listed
    assert (edited.status_code, added.status_code) == (302, 302)
    assert (city.introduction, Organisation.objects.filter(slug="new").exists()) == ("", False)


def test_a_platform_manager_grants_a_role_to_a_phone(client, platform_manager, college):
    person = PersonFactory(phone="+8613900001234")
    client.force_login(platform_manager)

    client.post(f"{ROLES}new/", {"phone": "139 0000 1234", "organisation": college.pk, "role": "organisation_manager"})

    assert RoleGrant.objects.filter(person=person, role=Role.ORGANISATION_MANAGER, organisation=college).count() == 1


def test_a_phone_without_account_is_explained(client, platform_manager, college):
    client.force_login(platform_manager)

    page = client.post(f"{ROLES}new/", {"phone": "13900001234", "organisation": college.pk, "role": "teacher"}).content.decode()

    assert "这个手机号还没有账号" in page


def test_nobody_gives_themselves_a_role_there(client, platform_manager, college):
    client.force_login(platform_manager)

    page = client.post(
        f"{ROLES}new/", {"phone": platform_manager.phone, "organisation": college.pk, "role": "reviewer"}
    ).content.decode()

    assert "不能在“泽宁职业学院”授予这个角色" in page
    assert RoleGrant.objects.filter(role=Role.REVIEWER).count() == 0


def test_ending_keeps_the_grant_on_record(client, platform_manager, college):
    grant = RoleGrantFactory(organisation=college)
    client.force_login(platform_manager)

    asked = client.get(f"{ROLES}delete/{grant.pk}/").content.decode()
    client.post(f"{ROLES}delete/{grant.pk}/")

    grant.refresh_from_db()
    assert "对方马上失去这个角色的权限" in asked
    assert grant.ended_at is not None


@pytest.mark.parametrize("role", [Role.ORGANISATION_MANAGER, Role.PLATFORM_MANAGER])
def test_managers_end_only_what_they_may(client, manager, city, college, role):
    grant = RoleGrantFactory(organisation=city if role == Role.PLATFORM_MANAGER else college, role=role)
    client.force_login(manager)

    client.post(f"{ROLES}delete/{grant.pk}/")

    grant.refresh_from_db()
    assert grant.ended_at is None


def test_lists_cost_the_same_for_one_and_for_three(client, platform_manager, college, count_queries):
    client.force_login(platform_manager)
    RoleGrantFactory(organisation=college)
    for address in (ORGANISATIONS, ROLES):
        client.get(address)
    before = [count_queries(lambda address=address: client.get(address)) for address in (ORGANISATIONS, ROLES)]
    for _row in range(2):
        RoleGrantFactory(organisation=OrganisationFactory(parent=college))

    assert [count_queries(lambda address=address: client.get(address)) for address in (ORGANISATIONS, ROLES)] == before


def test_roles_are_found_by_name_and_number(client, platform_manager, college):
    RoleGrantFactory(organisation=college, person__full_name="林晓芸", person__phone="+8613900001234")
    RoleGrantFactory(organisation=college, person__full_name="陈老师", person__phone="+8613700009999")
    client.force_login(platform_manager)

    pages = [client.get(f"{ROLES}?q={words}").content.decode() for words in ("晓芸", "1234")]

    assert [("林晓芸" in page, "陈老师" in page) for page in pages] == [(True, False)] * 2
    assert "+8613900001234" not in pages[0]
