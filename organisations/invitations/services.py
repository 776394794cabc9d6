"""Inviting people to a role by phone, and accepting."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person, normalise_phone, queue_sms
from foundation.api import Conflict, InvalidInput, NotAllowed, hit_rate_limit, record_audit
from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.invitations.models import RoleInvitation
from organisations.roles.models import RoleGrant
from organisations.roles.policies import GRANTABLE_BY_ORGANISATION_MANAGER, may_manage_people
from organisations.roles.selectors import is_platform_manager
from organisations.roles.services import grant_role

LIFETIME = timedelta(days=7)
PER_INVITER = (100, 86400)


def invite_by_phone(phone: str, *, role: str, organisation: Organisation, actor: Person) -> RoleInvitation:
    """Offer *role* in *organisation* to whoever holds *phone*, by text message; an open offer is renewed."""
    if not _may_offer(actor, role, organisation):
        raise NotAllowed(_("您不能在“%(organisation)s”邀请这个角色") % {"organisation": organisation.name})
    number = normalise_phone(phone)
    if role not in Role.values or role == Role.RESIDENT:
        raise InvalidInput(_("没有这个角色，请重新选择"), fields={"role": _("请从列表中选择角色")})
    limit, seconds = PER_INVITER
    hit_rate_limit(f"organisations.invite:{actor.pk}", limit=limit, seconds=seconds)
    with transaction.atomic():
        invitation, created = RoleInvitation.objects.update_or_create(
            organisation=organisation,
            role=role,
            phone=number,
            accepted_at=None,
            withdrawn_at=None,
            defaults={"invited_by": actor, "expires_at": timezone.now() + LIFETIME},
        )
        record_audit(actor=actor, action="organisations.invite", subject=invitation)
        if created or invitation.expires_at > timezone.now():
            _send(invitation)
    return invitation


@transaction.atomic
def accept_invitation(invitation: RoleInvitation, *, actor: Person) -> RoleGrant:
    """Take up an offer that was made to *actor*'s phone. The inviter must still be allowed to make it."""
    locked = (
        RoleInvitation.objects.select_for_update(of=("self",)).select_related("organisation", "invited_by").get(pk=invitation.pk)
    )
    if locked.phone != actor.phone:
        raise NotAllowed(_("这份邀请发给了另一个手机号，请用收到短信的手机号登录"))
    if locked.accepted_at or locked.withdrawn_at or locked.expires_at <= timezone.now():
        raise Conflict(_("这份邀请已经用过、撤回或过期，请联系邀请您的机构重新发送"))
    grant = grant_role(actor, role=locked.role, organisation=locked.organisation, actor=locked.invited_by)
    locked.accepted_at = timezone.now()
    locked.save(update_fields=["accepted_at"])
    return grant


@transaction.atomic
def withdraw_invitation(invitation: RoleInvitation, *, actor: Person) -> None:
    """Take back an offer that nobody has accepted yet."""
    if not _may_offer(actor, invitation.role, invitation.organisation):
        raise NotAllowed(_("您不能撤回这份邀请"))
    still_open = RoleInvitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
    if not still_open.update(withdrawn_at=timezone.now()):
        raise Conflict(_("这份邀请已经被接受或撤回"))
    record_audit(actor=actor, action="organisations.withdraw_invitation", subject=invitation)


def _may_offer(actor: Person, role: str, organisation: Organisation) -> bool:
    if role in GRANTABLE_BY_ORGANISATION_MANAGER:
        return may_manage_people(actor, organisation)
    return is_platform_manager(actor)


def _send(invitation: RoleInvitation) -> None:
    address = settings.BASE_URL + reverse("invitation", args=[invitation.pk])
    text = _("%(organisation)s邀请您担任%(role)s，7 天内有效。用本手机号登录后接受：%(address)s") % {
        "organisation": invitation.organisation.name,
        "role": invitation.get_role_display(),
        "address": address,
    }
    queue_sms(invitation.phone, text, useless_after=invitation.expires_at)
