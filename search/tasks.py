"""Background work of search."""

from celery import shared_task
from django.conf import settings

from search.names import services
from search.names.counting import note_all_common
from search.usage.services import forget_old_queries

SCHEDULE = {
    "search.refresh_names": {"task": "search.tasks.refresh_names", "schedule": 60.0},
    "search.count_names": {"task": "search.tasks.count_names", "schedule": 86_400.0},
    "search.forget_queries": {"task": "search.tasks.forget_queries", "schedule": 86_400.0},
    "search.tend_cluster": {"task": "search.tasks.tend_cluster", "schedule": 30.0},
    "search.renew": {"task": "search.tasks.renew", "schedule": 60.0, "options": {"expires": 60.0}},
}
ROUTES = {"search.tasks.renew": {"queue": "encode"}}


@shared_task
def refresh_names() -> int:
    """Add the words of new titles to the names; rung after each change, and swept every minute."""
    return services.refresh_names()


@shared_task
def count_names() -> None:
    """Note anew which names very many documents contain, once a day."""
    note_all_common()


@shared_task
def forget_queries() -> int:
    """Delete the counts of queries that are older than the site keeps them."""
    return forget_old_queries()


def ring_names() -> None:
    """Have the worker refresh the names soon; when the broker is away, the sweep does it."""
    refresh_names.delay()


@shared_task
def renew() -> int:
    """After an upgrade, write anew what the release before wrote; two cheap questions at any other time."""
    from search.indexing.renewing import renew

    return renew()


@shared_task
def feed_cluster() -> int:
    """Bring committed changes to the search cluster; rung after each change."""
    from search.indexing.feeding import feed

    return feed()


@shared_task
def tend_cluster() -> int:
    """Bring over what rings missed, and clear away indexes that are no longer needed; swept every 30 seconds."""
    from search.indexing.tending import tend

    return tend()


def ring_feed() -> None:
    """Have the worker feed the cluster soon, if there is one; when the broker is away, the sweep does it."""
    if settings.SEARCH_CLUSTER_URL:
        feed_cluster.delay()
