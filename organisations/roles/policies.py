"""Who may grant and end roles."""

from accounts.api import Person
from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.roles.selectors import has_role, is_platform_manager

GRANTABLE_BY_ORGANISATION_MANAGER = frozenset({Role.TEACHER, Role.REVIEWER})


def may_manage_people(actor: object, organisation: Organisation) -> bool:
    """Return whether *actor* may see and change who works in *organisation*."""
    return has_role(actor, Role.ORGANISATION_MANAGER, organisation)


def may_change_role(actor: object, person: Person, role: str, organisation: Organisation) -> bool:
    """Return whether *actor* may grant *role* in *organisation* to *person*, or end it.

    Nobody changes their own roles. Organisation managers handle teachers and reviewers in their own subtree, platform
    managers every role everywhere.
    """
    if isinstance(actor, Person) and actor.pk == person.pk:
        return False
    if role in GRANTABLE_BY_ORGANISATION_MANAGER:
        return may_manage_people(actor, organisation)
    return is_platform_manager(actor)
