"""App configuration."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Register the app with Django."""

    name = "cms"
