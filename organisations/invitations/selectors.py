"""Reading invitations."""

from django.db.models import QuerySet
from django.utils import timezone

from organisations.directory.models import Organisation
from organisations.invitations.models import RoleInvitation


def open_invitations(organisation: Organisation) -> QuerySet[RoleInvitation]:
    """Return the offers in *organisation* and below that can still be accepted, newest first."""
    return (
        RoleInvitation.objects.filter(
            organisation__path__startswith=organisation.path,
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=timezone.now(),
        )
        .select_related("organisation")
        .order_by("-invited_at", "-pk")
    )
