"""App configuration."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Register the app with Django."""

    name = "courses"
