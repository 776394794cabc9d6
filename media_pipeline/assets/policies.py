"""Who may do what with a video that is not published: its owner, and those who run the owner's organisation."""

from accounts.api import Person
from media_pipeline.assets.models import Asset
from organisations.api import Role, has_role


def may_manage(person: Person, asset: Asset) -> bool:
    """Tell whether *person* may see the state of *asset*, retry, replace or cancel it."""
    if not person.is_active:
        return False
    return asset.owner_id == person.pk or has_role(person, Role.ORGANISATION_MANAGER, asset.organisation)
