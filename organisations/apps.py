"""App configuration."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Register the app with Django."""

    name = "organisations"
