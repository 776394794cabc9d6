"""The composition root as an app: it carries the site-wide commands."""

from django.apps import AppConfig


class InfraConfig(AppConfig):
    """Load the Celery application with Django, so that every task knows its broker."""

    name = "infra"

    def ready(self) -> None:
        from infra import celery  # noqa: F401
