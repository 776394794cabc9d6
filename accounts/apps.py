"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    """Find every app's notice kinds once all apps are loaded."""

    name = "accounts"

    def ready(self) -> None:
        """Load each app's ``notices.py`` and ``personal_data.py`` and our channels; say who changes what in the admin."""
        from wagtail.permissions import register_permission_policy

        from accounts.admin_policies import OnlyActions
        from accounts.consents.models import ConsentPurpose
        from accounts.notices import mail  # noqa: F401
        from accounts.outgoing.models import OutgoingMessage

        register_permission_policy(OutgoingMessage, OnlyActions(OutgoingMessage, "view"))
        register_permission_policy(ConsentPurpose, OnlyActions(ConsentPurpose, "view", "add"))

        autodiscover_modules("notices", "personal_data")
