"""App configuration."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Register the app with Django."""

    name = "search"
