"""Roles count where they were granted and below, and nowhere else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from organisations.api import (
    Organisation,
    Role,
    has_any_role,
    has_role,
    is_platform_manager,
    organisations_where,
    people_with_role,
)
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    city = OrganisationFactory(name="泽宁市教育局")
    college = OrganisationFactory(name="泽宁职业学院", parent=city)
    point = OrganisationFactory(name="南湖学习中心", parent=college)
    other = OrganisationFactory(name="老年大学", parent=city)
    return {"city": city, "college": college, "point": point, "other": other}


def test_a_role_counts_in_its_organisation_and_below_only(tree):
    person = RoleGrantFactory(organisation=tree["college"], role=Role.REVIEWER).person

    held = {name: has_role(person, Role.REVIEWER, organisation) for name, organisation in tree.items()}

    assert held == {"city": False, "college": True, "point": True, "other": False}
    assert has_role(person, Role.TEACHER, tree["college"]) is False
    assert set(organisations_where(person, Role.REVIEWER)) == {tree["college"], tree["point"]}
    assert list(organisations_where(person, Role.TEACHER)) == []


def test_platform_managers_hold_every_role_everywhere(tree):
    person = RoleGrantFactory(organisation=tree["city"], role=Role.PLATFORM_MANAGER).person

    assert is_platform_manager(person) is True
    assert has_role(person, Role.TEACHER, tree["point"]) is True
    assert organisations_where(person, Role.REVIEWER).count() == 4


@pytest.mark.parametrize("ending", ["ended", "inactive"])
def test_ended_roles_and_closed_accounts_count_for_nothing(tree, ending):
    grant = RoleGrantFactory(organisation=tree["city"], role=Role.PLATFORM_MANAGER)
    if ending == "ended":
        grant.ended_at = timezone.now()
        grant.save()
    else:
        grant.person.is_active = False
        grant.person.save()

    assert is_platform_manager(grant.person) is False
    assert has_any_role(grant.person) is False
    assert has_role(grant.person, Role.TEACHER, tree["city"]) is False
    assert list(organisations_where(grant.person, Role.TEACHER)) == []
    assert list(people_with_role(tree["city"], Role.PLATFORM_MANAGER)) == []


def test_visitors_hold_no_role(tree):
    visitor = AnonymousUser()

    assert has_any_role(visitor) is False
    assert has_role(visitor, Role.TEACHER, tree["city"]) is False
    assert list(organisations_where(visitor, Role.TEACHER)) == []


def test_superusers_hold_every_role(tree):
    person = PersonFactory(is_superuser=True)

    assert has_role(person, Role.REVIEWER, tree["point"]) is True
    assert organisations_where(person, Role.REVIEWER).count() == 4


def test_people_with_role_are_those_here_and_above(tree):
    above = RoleGrantFactory(organisation=tree["city"], role=Role.REVIEWER).person
    here = RoleGrantFactory(organisation=tree["college"], role=Role.REVIEWER).person
    RoleGrantFactory(organisation=tree["other"], role=Role.REVIEWER)
    RoleGrantFactory(organisation=tree["city"], role=Role.PLATFORM_MANAGER)

    assert set(people_with_role(tree["college"], Role.REVIEWER)) == {above, here}


def test_every_question_costs_one_query_at_any_depth(tree, django_assert_num_queries):
    person = RoleGrantFactory(organisation=tree["city"]).person
    deepest = tree["point"]
    for number in range(5):
        deepest = OrganisationFactory(name=f"下级 {number}", parent=deepest)

    with django_assert_num_queries(1):
        has_role(person, Role.TEACHER, deepest)
    with django_assert_num_queries(1):
        assert len(organisations_where(person, Role.TEACHER)) == 9
    with django_assert_num_queries(1):
        assert len(people_with_role(deepest, Role.TEACHER)) == 1


def test_a_name_that_sorts_before_does_not_move_others(tree):
    OrganisationFactory(name="A 学院", parent=tree["city"])

    assert Organisation.objects.get(pk=tree["college"].pk).path == tree["college"].path
