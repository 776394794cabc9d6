"""Who may open an upload for an organisation."""

from accounts.api import Person
from organisations.api import Organisation, Role, has_role


def may_upload(person: Person, organisation_id: int) -> bool:
    """Tell whether *person* teaches in or runs the organisation or one above it, or runs the platform."""
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None or not person.is_active:
        return False
    return has_role(person, Role.TEACHER, organisation) or has_role(person, Role.ORGANISATION_MANAGER, organisation)
