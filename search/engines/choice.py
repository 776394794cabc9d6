"""Which engine answers: the cluster when there is one and it is well, else PostgreSQL, which is always current."""

import logging
from collections.abc import Callable

from django.conf import settings

from search.engines.breaker import Breaker
from search.engines.errors import ClusterRefused, ClusterUnavailable
from search.engines.names import alias_name
from search.engines.plan import Engine
from search.engines.postgres import PostgresEngine

log = logging.getLogger(__name__)
breaker = Breaker()


def on_best_engine[Answer](answer: Callable[[Engine], Answer]) -> Answer:
    """Return what *answer* makes of the best engine. A cluster that fails or is slow costs time once, never the answer."""
    if not settings.SEARCH_CLUSTER_URL or not breaker.allows():
        return answer(PostgresEngine())
    from search.engines.elasticsearch import ClusterEngine, connect

    try:
        cluster = connect(settings.SEARCH_CLUSTER_URL)
        found = answer(ClusterEngine(cluster, alias_name(), seconds=settings.SEARCH_CLUSTER_SECONDS))
    except (ClusterUnavailable, ClusterRefused) as reason:
        breaker.note_failure()
        level = logging.WARNING if isinstance(reason, ClusterUnavailable) else logging.ERROR
        log.log(level, "PostgreSQL answers instead of the search cluster: %s", reason)
        return answer(PostgresEngine())
    breaker.note_success()
    return found
