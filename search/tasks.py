"""Background work of search."""

from celery import shared_task

from search.names import services


@shared_task
def refresh_names() -> int:
    """Add the words of new titles to the names; rung after each change, and swept every minute."""
    return services.refresh_names()
