"""The composition root as an app: it carries the site-wide commands."""

from django.apps import AppConfig


class InfraConfig(AppConfig):
    """Load the Celery application with Django, so that every task knows its broker, and what runs by itself."""

    name = "infra"

    def ready(self) -> None:
        from infra.celery import app
        from infra.schedules import gather_routes, gather_schedules

        app.conf.beat_schedule = gather_schedules()
        app.conf.task_routes = gather_routes()
