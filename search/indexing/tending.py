"""What the sweep does for the cluster."""

import logging

from django.conf import settings

from search.engines.elasticsearch import connect
from search.engines.errors import ClusterUnavailable
from search.indexing.feeding import feed
from search.indexing.indexes import leave_all, tidy
from search.indexing.locks import REBUILD, alone
from search.indexing.models import ClusterIndex

log = logging.getLogger(__name__)


def tend() -> int:
    """Feed what waits and clear away old indexes; without a cluster, give up every index there was. Return what was fed."""
    if not settings.SEARCH_CLUSTER_URL:
        if ClusterIndex.objects.exclude(state=ClusterIndex.State.LEFT).exists():
            leave_all()
        return 0
    fed = feed()
    with alone(REBUILD) as is_mine:
        if is_mine:
            try:
                tidy(connect(settings.SEARCH_CLUSTER_URL))
            except ClusterUnavailable as reason:
                log.warning("the search cluster was not tidied: %s", reason)
    return fed
