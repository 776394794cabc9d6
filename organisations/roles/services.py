"""Granting and ending roles."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import Conflict, InvalidInput, NotAllowed, publish, record_audit
from organisations.access.groups import sync_admin_groups
from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.events import RoleEnded, RoleGranted
from organisations.roles.models import RoleGrant
from organisations.roles.policies import may_change_role
from organisations.teachers.services import open_profile


@transaction.atomic
def grant_role(person: Person, *, role: str, organisation: Organisation, actor: Person) -> RoleGrant:
    """Give *person* the *role* in *organisation* and return the grant; one that is already there is returned as it is."""
    if not may_change_role(actor, person, role, organisation):
        raise NotAllowed(_("您不能在“%(organisation)s”授予这个角色，请联系平台管理员") % {"organisation": organisation.name})
    _check_place(role, organisation)
    return _grant(person, role, organisation, actor=actor)


@transaction.atomic
def appoint_first_manager(person: Person, *, organisation: Organisation) -> RoleGrant:
    """Make *person* platform manager of a site that has none yet; only the command line calls this.

    ``Conflict`` when there is one: from then on managers appoint managers.
    """
    _check_place(Role.PLATFORM_MANAGER, organisation)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if RoleGrant.objects.filter(role=Role.PLATFORM_MANAGER, ended_at__isnull=True, person__is_active=True).exists():
        raise Conflict(_("已经有平台管理员了，请由现任平台管理员在后台授予"))
    return _grant(person, Role.PLATFORM_MANAGER, organisation, actor=None)


@transaction.atomic
def end_role(grant: RoleGrant, *, actor: Person) -> RoleGrant:
    """End *grant* now and return it; raise ``Conflict`` when it has ended before."""
    if not may_change_role(actor, grant.person, grant.role, grant.organisation):
        raise NotAllowed(_("您不能结束这个角色，请联系平台管理员"))
    ended_at = timezone.now()
    if not RoleGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_at=ended_at):
        raise Conflict(_("这个角色已经结束，不用再操作"))
    grant.ended_at = ended_at
    sync_admin_groups(grant.person)
    record_audit(actor=actor, action="organisations.end_role", subject=grant, changes={"role": [grant.role, None]})
    publish(RoleEnded(**_facts(grant)))
    return grant


def _check_place(role: str, organisation: Organisation) -> None:
    if role not in Role.values or role == Role.RESIDENT:
        raise InvalidInput(_("没有这个角色，请重新选择"), fields={"role": _("请从列表中选择角色")})
    if role == Role.PLATFORM_MANAGER and not organisation.is_root():
        raise InvalidInput(_("平台管理员只能在最上级机构授予"), fields={"role": _("平台管理员只能在最上级机构授予")})


def _grant(person: Person, role: str, organisation: Organisation, *, actor: Person | None) -> RoleGrant:
    grant, created = RoleGrant.objects.get_or_create(person=person, organisation=organisation, role=role, ended_at=None)
    if created:
        sync_admin_groups(person)
        if role == Role.TEACHER:
            open_profile(person)
        record_audit(actor=actor, action="organisations.grant_role", subject=grant, changes={"role": [None, str(role)]})
        publish(RoleGranted(**_facts(grant)))
    return grant


def _facts(grant: RoleGrant) -> dict[str, Any]:
    return {
        "grant_id": grant.pk,
        "person_id": grant.person_id,
        "organisation_id": grant.organisation_id,
        "role": str(grant.role),
    }
