"""Who may do what with hours."""

from credentials.hours.models import HourEntry
from organisations.api import Role, has_role


def may_correct(actor: object, entry: HourEntry) -> bool:
    """Return whether *actor* may take *entry* back: managers of the organisation that awarded it, never for themselves."""
    return getattr(actor, "pk", None) != entry.person_id and has_role(actor, Role.ORGANISATION_MANAGER, entry.organisation)
