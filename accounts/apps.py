"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Register the app with Django."""

    name = "accounts"
