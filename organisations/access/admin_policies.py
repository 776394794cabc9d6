"""What Wagtail's admin asks before it shows or changes organisations and roles.

It asks once per row of a list, so a person's standing is loaded once per request and kept on the person.
"""

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.roles.models import RoleGrant
from organisations.roles.policies import standing_may_change_role
from organisations.roles.selectors import organisations_where
from organisations.roles.standing import Standing, standing_of


class StandingPolicy(ModelPermissionPolicy):
    """A policy that decides by roles instead of Django's permissions."""

    permission_cache_name = "_organisations_standing"

    def get_all_permissions_for_user(self, user: object) -> Standing:
        """Return the standing, which stands for all permissions here."""
        return standing_of(user)

    def standing(self, user: object) -> Standing:
        """Return the standing of the person of this request."""
        standing: Standing = self.get_cached_permissions_for_user(user)
        return standing


class OrganisationAdminPolicy(StandingPolicy):
    """Platform managers everywhere, organisation managers in their own subtrees; nobody deletes."""

    def user_has_permission(self, user: object, action: str) -> bool:
        """Answer for the model as a whole."""
        if action == "add":
            return self.standing(user).is_platform_manager
        return action in {"view", "change"} and self.standing(user).holds_anywhere(Role.ORGANISATION_MANAGER)

    def user_has_permission_for_instance(self, user: object, action: str, instance: Organisation) -> bool:
        """Answer for one organisation."""
        return action in {"view", "change"} and self.standing(user).holds(Role.ORGANISATION_MANAGER, instance)

    def instances_user_has_any_permission_for(self, user: object, actions: object) -> QuerySet[Organisation]:
        """Return the organisations that the list may show."""
        return organisations_where(user, Role.ORGANISATION_MANAGER)


class RoleGrantAdminPolicy(StandingPolicy):
    """Platform managers grant here; organisation managers see and end what they may. Ending stands for deleting."""

    def user_has_permission(self, user: object, action: str) -> bool:
        """Answer for the model as a whole."""
        if action == "add":
            return self.standing(user).is_platform_manager
        return action in {"view", "delete"} and self.standing(user).holds_anywhere(Role.ORGANISATION_MANAGER)

    def user_has_permission_for_instance(self, user: object, action: str, instance: RoleGrant) -> bool:
        """Answer for one grant."""
        may_change = standing_may_change_role(self.standing(user), instance.person_id, instance.role, instance.organisation)
        return action in {"view", "delete"} and may_change

    def instances_user_has_any_permission_for(self, user: object, actions: object) -> QuerySet[RoleGrant]:
        """Return the grants that the list may show: those that count now, in organisations that the person manages."""
        return RoleGrant.objects.filter(
            ended_at__isnull=True, organisation__in=organisations_where(user, Role.ORGANISATION_MANAGER)
        ).select_related("person", "organisation")
