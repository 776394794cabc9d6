"""App configuration."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Tell Wagtail's admin who may do what with organisations and roles."""

    name = "organisations"

    def ready(self) -> None:
        """Register the policies before Wagtail builds its own."""
        from wagtail.permissions import register_permission_policy

        from organisations.access.admin_policies import OrganisationAdminPolicy, RoleGrantAdminPolicy
        from organisations.directory.models import Organisation
        from organisations.roles.models import RoleGrant

        register_permission_policy(Organisation, OrganisationAdminPolicy(Organisation))
        register_permission_policy(RoleGrant, RoleGrantAdminPolicy(RoleGrant))
