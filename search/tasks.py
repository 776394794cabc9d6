"""Background work of search."""

from celery import shared_task

from search.names import services

SCHEDULE = {"search.refresh_names": {"task": "search.tasks.refresh_names", "schedule": 60.0}}


@shared_task
def refresh_names() -> int:
    """Add the words of new titles to the names; rung after each change, and swept every minute."""
    return services.refresh_names()


def ring_names() -> None:
    """Have the worker refresh the names soon; when the broker is away, the sweep does it."""
    refresh_names.delay()
