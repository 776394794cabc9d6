"""After an upgrade: what another version of the analysis wrote is written anew, while the site is in use.

Documents carry their version, so a process that is killed leaves the rest to the next one. Nobody has to remember a command.
"""

import logging
import time

from django.conf import settings
from django.core.management import call_command

from search.analysis.folding import VERSION
from search.documents.selectors import outdated_objects
from search.documents.services import BATCH, describe_anew
from search.documents.writing import many_writes
from search.engines.errors import ClusterRefused, ClusterUnavailable
from search.indexing.locks import COMMAND, alone
from search.indexing.models import ClusterIndex, Renewal
from search.indexing.rebuilding import CannotRebuild, rebuild_cluster
from search.names.services import forget_names, refresh_names

log = logging.getLogger(__name__)

SECONDS = 120.0
"""Then other work of the same queue gets a turn; the next sweep goes on."""


def renew(seconds: float = SECONDS) -> int:
    """Write anew what is out of date, for about *seconds*; return how many documents. One process at a time does so.

    Then come the names, the index of Wagtail's admin, and the cluster's, if one of another version answered before.
    """
    with alone(COMMAND) as is_mine:
        if not is_mine:
            return 0
        written = _renew_documents(time.monotonic() + seconds)
        if not outdated_objects(1):
            _renew_whole()
            _renew_cluster()
    return written


def _renew_documents(until: float) -> int:
    if not outdated_objects(1):
        return 0
    written = 0
    with many_writes():
        while time.monotonic() < until and (due := outdated_objects(BATCH)):
            for kind in sorted({kind for kind, _ in due}):
                written += describe_anew(kind, [pk for due_kind, pk in due if due_kind == kind])
    log.warning("search documents of another release were written anew: %d", written)
    return written


def _renew_whole() -> None:
    """Write what keeps no version of its own: the names, and the index of Wagtail's admin."""
    if Renewal.objects.filter(analysis=VERSION).exists():
        return
    forget_names()
    refresh_names()
    call_command("update_index", verbosity=0)
    Renewal.objects.update_or_create(pk=1, defaults={"analysis": VERSION})


def _renew_cluster() -> None:
    """Build the cluster's index anew when the one that answered is of another version; a first index is made by a person."""
    live = ClusterIndex.objects.filter(state=ClusterIndex.State.LIVE)
    if settings.SEARCH_CLUSTER_URL and live.exists() and not live.filter(analysis=VERSION).exists():
        try:
            log.warning("the search cluster answers again from %s", rebuild_cluster(log.info))
        except (CannotRebuild, ClusterUnavailable, ClusterRefused) as reason:
            log.warning("the search cluster's index was not built anew: %s", reason)
