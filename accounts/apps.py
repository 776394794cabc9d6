"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    """Find every app's notice kinds once all apps are loaded."""

    name = "accounts"

    def ready(self) -> None:
        """Load each app's ``notices.py`` and the channels of this one."""
        from accounts.notices import mail  # noqa: F401

        autodiscover_modules("notices")
