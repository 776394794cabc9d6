"""Building a new index while the old one answers.

The new index is fed from its first moment on; what was there before is copied with the number of that moment as its version, so
that a copy never puts old over new. A rebuild that was killed goes on where it stopped.
"""

from collections.abc import Callable
from itertools import islice

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from search.analysis.folding import VERSION
from search.documents.models import Document
from search.engines.elasticsearch import Cluster, ClusterEngine, connect
from search.engines.groups import make_group
from search.engines.plan import Engine, Plan, Scope
from search.engines.postgres import PostgresEngine
from search.indexing.feeding import copy_documents, drain, keep_refused, number_changes
from search.indexing.indexes import make_live, new_name, spare, tidy
from search.indexing.locks import FEED, REBUILD, alone
from search.indexing.models import ClusterIndex, OutboxRow
from search.names.models import Name

TRIALS = 20
"""So many names are searched on both engines before a new index may answer."""
ROUNDS = 5
PATIENCE = 60.0
MAX_REFUSED = 0.01

type Report = Callable[[str], object]
type Figures = dict[str, int]


class CannotRebuild(Exception):
    """Why no new index answers; the old one still does."""


def rebuild_cluster(report: Report = print) -> str:
    """Build, check and switch to a new index; return its name. ``CannotRebuild`` when somebody else does so or it is not right."""
    if not settings.SEARCH_CLUSTER_URL:
        raise CannotRebuild("没有配置搜索集群（SEARCH_CLUSTER_URL）。")
    cluster = connect(settings.SEARCH_CLUSTER_URL)
    with alone(REBUILD) as is_mine:
        if not is_mine:
            raise CannotRebuild("另一个重建正在进行，请等它结束。")
        tidy(cluster)
        index = _resumable(cluster) or _begin(cluster)
        report(f"{index.name}: copying from {index.copied_to}")
        _copy(cluster, index)
        _check_and_switch(cluster, index)
    return index.name


def go_back(report: Report = print) -> str:
    """Let yesterday's index answer again; return its name."""
    with alone(REBUILD) as is_mine:
        index = spare() if is_mine else None
        if index is None:
            raise CannotRebuild("没有可以退回的索引。")
        make_live(connect(settings.SEARCH_CLUSTER_URL), index)
    report(f"{index.name}: live again")
    return index.name


def _resumable(cluster: Cluster) -> ClusterIndex | None:
    """Return the index that a killed rebuild left, when it can be used; else clear it away."""
    left = ClusterIndex.objects.filter(state=ClusterIndex.State.BUILDING).first()
    if left is None:
        return None
    if left.analysis == VERSION and cluster.exists(left.name):
        return left
    with alone(FEED, wait=True):
        cluster.drop(left.name)
        left.delete()
    return None


def _begin(cluster: Cluster) -> ClusterIndex:
    """Make the index, and have it fed from now on."""
    index = ClusterIndex.objects.create(name=new_name(timezone.now()), analysis=VERSION)
    cluster.create(index.name)
    with alone(FEED, wait=True):
        index.start = number_changes()
        index.state = ClusterIndex.State.BUILDING
        index.save()
    return index


def _copy(cluster: Cluster, index: ClusterIndex) -> None:
    """Copy every document; what changes meanwhile comes through the feed."""
    for rows, refused in copy_documents(cluster, index.name, version=index.start, after=index.copied_to):
        keep_refused(index, rows, rows, refused)
        index.copied_to = max(rows)
        index.save(update_fields=["copied_to"])


def _check_and_switch(cluster: Cluster, index: ClusterIndex) -> None:
    """Compare index and database, then switch. Until then the old index answers.

    A moment at which nothing waits is best; where people never stop writing, each change that waits may account for one document.
    """
    names = list(Name.objects.order_by("-weight", "text").values_list("text", flat=True)[:TRIALS])
    for attempt in range(ROUNDS):
        with alone(FEED, wait=True):
            drain(cluster)
            cluster.refresh(index.name)
            found = _figures(cluster.kinds(index.name), ClusterEngine(cluster, index.name, seconds=PATIENCE), names)
            kinds = dict(Document.objects.values_list("kind").annotate(number=Count("pk")))
            wanted = _figures(kinds, PostgresEngine(), names)
            waiting = OutboxRow.objects.count()
            if not waiting or attempt == ROUNDS - 1:
                _compare(index, wanted, found, total=sum(kinds.values()), waiting=waiting)
                make_live(cluster, index)
                return


def _figures(kinds: Figures, engine: Engine, names: list[str]) -> Figures:
    """Return how many documents of each kind there are, and how many each of *names* finds."""
    scope = Scope(now=timezone.now())
    counts = {f"“{name}”": engine.count(Plan((make_group([name]),)), scope, ()).total for name in names}
    return {f"kind {kind}": number for kind, number in kinds.items()} | counts


def _compare(index: ClusterIndex, wanted: Figures, found: Figures, *, total: int, waiting: int) -> None:
    refused = index.dead_letters.count()
    wrong = [key for key in {*wanted, *found} if abs(wanted.get(key, 0) - found.get(key, 0)) > refused + waiting]
    if refused > max(10, total * MAX_REFUSED):
        raise CannotRebuild(f"{index.name}: 有 {refused} 个文档被拒收，原因见后台“集群没收下的文档”；继续使用原来的索引。")
    if wrong:
        said = "；".join(f"{key}: {found.get(key, 0)} / {wanted.get(key, 0)}" for key in islice(sorted(wrong), 5))
        raise CannotRebuild(f"{index.name}: 与数据库不一致（{said}）；继续使用原来的索引。")
