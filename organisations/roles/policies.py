"""Who may grant and end roles."""

from accounts.api import Person
from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.roles.selectors import has_role
from organisations.roles.standing import Standing, standing_of

GRANTABLE_BY_ORGANISATION_MANAGER = frozenset({Role.TEACHER, Role.REVIEWER})


def may_manage_people(actor: object, organisation: Organisation) -> bool:
    """Return whether *actor* may see and change who works in *organisation*."""
    return has_role(actor, Role.ORGANISATION_MANAGER, organisation)


def may_change_role(actor: object, person: Person, role: str, organisation: Organisation) -> bool:
    """Return whether *actor* may grant *role* in *organisation* to *person*, or end it.

    Nobody changes their own roles. Organisation managers handle teachers and reviewers in their own subtree, platform
    managers every role everywhere.
    """
    return standing_may_change_role(standing_of(actor), person.pk, role, organisation)


def standing_may_change_role(standing: Standing, person_id: int, role: str, organisation: Organisation) -> bool:
    """Decide the same from a standing that is loaded already."""
    if standing.person_id == person_id:
        return False
    if role in GRANTABLE_BY_ORGANISATION_MANAGER:
        return standing.holds(Role.ORGANISATION_MANAGER, organisation)
    return standing.is_platform_manager
