"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FoundationConfig(AppConfig):
    """Find every app's receivers and figures once all apps are loaded."""

    name = "foundation"

    def ready(self) -> None:
        autodiscover_modules("events", "receivers", "figures")
