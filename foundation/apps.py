"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class FoundationConfig(AppConfig):
    """Find every app's receivers and figures once all apps are loaded, and watch the tables once all are made."""

    name = "foundation"

    def ready(self) -> None:
        from foundation.publication.triggers import watch_tables

        autodiscover_modules("events", "receivers", "figures")
        post_migrate.connect(watch_tables, sender=self)
