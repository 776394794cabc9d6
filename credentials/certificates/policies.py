"""Who may do what with certificates."""

from credentials.certificates.models import Certificate
from organisations.api import Role, has_role


def may_manage(actor: object, certificate: Certificate) -> bool:
    """Return whether *actor* manages the organisation that issued *certificate*."""
    return has_role(actor, Role.ORGANISATION_MANAGER, certificate.organisation)


def may_open(actor: object, certificate: Certificate) -> bool:
    """Return whether *actor* may see the whole sheet with the unmasked name: its holder and the managers."""
    return getattr(actor, "pk", None) == certificate.person_id or may_manage(actor, certificate)


def may_revoke(actor: object, certificate: Certificate) -> bool:
    """Return whether *actor* may take *certificate* back: managers, never their own."""
    return getattr(actor, "pk", None) != certificate.person_id and may_manage(actor, certificate)
