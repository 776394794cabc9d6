"""Background work of search."""

from celery import shared_task

from search.names import services
from search.usage.services import forget_old_queries

SCHEDULE = {
    "search.refresh_names": {"task": "search.tasks.refresh_names", "schedule": 60.0},
    "search.forget_queries": {"task": "search.tasks.forget_queries", "schedule": 86_400.0},
}


@shared_task
def refresh_names() -> int:
    """Add the words of new titles to the names; rung after each change, and swept every minute."""
    return services.refresh_names()


@shared_task
def forget_queries() -> int:
    """Delete the counts of queries that are older than the site keeps them."""
    return forget_old_queries()


def ring_names() -> None:
    """Have the worker refresh the names soon; when the broker is away, the sweep does it."""
    refresh_names.delay()
