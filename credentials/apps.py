"""App configuration."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """Register the app with Django."""

    name = "credentials"
