"""The people of a small town, for tests of authoring and review."""

from dataclasses import dataclass

from accounts.models import Person
from organisations.enums import Role
from organisations.models import Organisation
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory


@dataclass(frozen=True)
class Town:
    """Two organisations below an authority, and one person for each thing that somebody may be to a course."""

    authority: Organisation
    college: Organisation
    other_college: Organisation
    teacher: Person
    colleague: Person
    stranger: Person
    manager: Person
    reviewer: Person
    authority_reviewer: Person
    other_reviewer: Person
    resident: Person


def make_town() -> Town:
    """Make the town."""
    authority = OrganisationFactory(name="泽宁市教育局")
    college = OrganisationFactory(name="泽宁卫生职业学院", parent=authority)
    other = OrganisationFactory(name="南塘区老年大学", parent=authority)

    def person(name: str, role: str, organisation: Organisation) -> Person:
        found = PersonFactory(full_name=name)
        RoleGrantFactory(person=found, role=role, organisation=organisation)
        return found

    return Town(
        authority=authority,
        college=college,
        other_college=other,
        teacher=person("陈慧敏", Role.TEACHER, college),
        colleague=person("何建国", Role.TEACHER, college),
        stranger=person("孙玉兰", Role.TEACHER, other),
        manager=person("刘主任", Role.ORGANISATION_MANAGER, college),
        reviewer=person("赵文渊", Role.REVIEWER, college),
        authority_reviewer=person("周明远", Role.REVIEWER, authority),
        other_reviewer=person("钱多", Role.REVIEWER, other),
        resident=PersonFactory(full_name="林晓芸"),
    )
