"""What Wagtail's admin asks before it shows or changes organisations and roles."""

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from organisations.directory.models import Organisation
from organisations.directory.policies import may_edit_organisation
from organisations.enums import Role
from organisations.roles.models import RoleGrant
from organisations.roles.policies import may_change_role
from organisations.roles.selectors import has_any_role, is_platform_manager, organisations_where


class OrganisationAdminPolicy(ModelPermissionPolicy):
    """Platform managers everywhere, organisation managers in their own subtrees; nobody deletes."""

    def user_has_permission(self, user: object, action: str) -> bool:
        """Answer for the model as a whole."""
        if action == "add":
            return is_platform_manager(user)
        return action in {"view", "change"} and has_any_role(user, Role.ORGANISATION_MANAGER)

    def user_has_permission_for_instance(self, user: object, action: str, instance: Organisation) -> bool:
        """Answer for one organisation."""
        return action in {"view", "change"} and may_edit_organisation(user, instance)

    def instances_user_has_any_permission_for(self, user: object, actions: object) -> QuerySet[Organisation]:
        """Return the organisations that the list may show."""
        return organisations_where(user, Role.ORGANISATION_MANAGER)


class RoleGrantAdminPolicy(ModelPermissionPolicy):
    """Platform managers grant here; organisation managers see and end what they may. Ending stands for deleting."""

    def user_has_permission(self, user: object, action: str) -> bool:
        """Answer for the model as a whole."""
        if action == "add":
            return is_platform_manager(user)
        return action in {"view", "change", "delete"} and has_any_role(user, Role.ORGANISATION_MANAGER)

    def user_has_permission_for_instance(self, user: object, action: str, instance: RoleGrant) -> bool:
        """Answer for one grant."""
        return action in {"view", "delete"} and may_change_role(user, instance.person, instance.role, instance.organisation)

    def instances_user_has_any_permission_for(self, user: object, actions: object) -> QuerySet[RoleGrant]:
        """Return the grants that the list may show: those that count now, in organisations that the person manages."""
        return RoleGrant.objects.filter(
            ended_at__isnull=True, organisation__in=organisations_where(user, Role.ORGANISATION_MANAGER)
        ).select_related("person", "organisation")
