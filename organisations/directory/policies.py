"""Who may change organisations."""

from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.roles.selectors import has_role, is_platform_manager


def may_edit_organisation(actor: object, organisation: Organisation) -> bool:
    """Return whether *actor* may change what *organisation* says about itself."""
    return has_role(actor, Role.ORGANISATION_MANAGER, organisation)


def may_add_organisation(actor: object) -> bool:
    """Return whether *actor* may add organisations to the tree."""
    return is_platform_manager(actor)
