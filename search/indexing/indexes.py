"""Which indexes there are and which one answers."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from search.analysis.folding import VERSION
from search.engines.elasticsearch import Cluster
from search.engines.names import alias_name
from search.indexing.models import ClusterIndex, DeadLetter, OutboxRow

State = ClusterIndex.State
KEEP_SPARE = timedelta(days=1)


def new_name(now: datetime) -> str:
    """Return the name of an index that begins *now*."""
    return f"{settings.SEARCH_CLUSTER_INDEX}-{now:%Y%m%d%H%M%S%f}"


def make_live(cluster: Cluster, index: ClusterIndex) -> None:
    """Let *index* answer from now on, in one step; the one before stays a day, and is fed on, for going back."""
    cluster.point(alias_name(), index.name)
    _note_live(index)


def tidy(cluster: Cluster) -> None:
    """Bring the list of indexes in step with the cluster after anything that was cut off. The caller holds the rebuild's lock."""
    behind = cluster.behind(alias_name())
    if adopted := ClusterIndex.objects.filter(state=State.BUILDING, name__in=behind).first():
        _note_live(adopted)
    old = ClusterIndex.objects.filter(state=State.SPARE, replaced_at__lt=timezone.now() - KEEP_SPARE)
    old.update(state=State.LEFT)
    for index in ClusterIndex.objects.filter(state__in=[State.PLANNED, State.LEFT]):
        if index.name in behind:
            cluster.point(alias_name(), None)
        cluster.drop(index.name)
        index.delete()


def leave_all() -> None:
    """Give up every index: the site has no cluster any more, so nothing feeds them and they must never answer again."""
    with transaction.atomic():
        ClusterIndex.objects.exclude(state=State.LEFT).update(state=State.LEFT)
        DeadLetter.objects.all().delete()
        OutboxRow.objects.all().delete()


def spare() -> ClusterIndex | None:
    """Return the index to go back to, if there is one that this version of the analysis can read."""
    return ClusterIndex.objects.filter(state=State.SPARE, analysis=VERSION).order_by("-replaced_at").first()


def _note_live(index: ClusterIndex) -> None:
    with transaction.atomic():
        ClusterIndex.objects.filter(state=State.LIVE).exclude(pk=index.pk).update(state=State.SPARE, replaced_at=timezone.now())
        ClusterIndex.objects.filter(pk=index.pk).update(state=State.LIVE, replaced_at=None)
