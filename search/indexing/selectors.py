"""How the cluster is doing: for people on duty, their machines, and ``search_check``."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from search.analysis.folding import VERSION
from search.documents.models import Document
from search.documents.selectors import count_outdated
from search.indexing.models import ClusterIndex, DeadLetter, OutboxRow

LATE_SECONDS = 60.0


@dataclass(frozen=True)
class IndexCount:
    """How the index that answers differs from the documents of one kind."""

    kind: str
    documents: int
    indexed: int
    missing: tuple[int, ...]
    left_over: tuple[int, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing is missing and nothing is left over."""
        return not (self.missing or self.left_over)


def waiting_seconds() -> float:
    """Return the age of the oldest change that the cluster has not got, in seconds; 0 when nothing waits."""
    oldest = OutboxRow.objects.aggregate(oldest=Min("noted_at"))["oldest"]
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0


def lateness() -> str:
    """Return what search lacks, for the health page: documents in the way of this release, a cluster in step; empty when well."""
    if outdated := count_outdated():
        return f"{outdated} documents of another release are being written anew"
    if not settings.SEARCH_CLUSTER_URL:
        return ""
    if not ClusterIndex.objects.filter(state=ClusterIndex.State.LIVE, analysis=VERSION).exists():
        return "no index: run search_rebuild"
    seconds = waiting_seconds()
    return f"changes wait for {seconds:.0f} s" if seconds > LATE_SECONDS else ""


def waiting_figures() -> dict[str, float]:
    """Return the age in seconds of the oldest change that the cluster has not got, and how many documents wait or were refused."""
    return {
        "search_oldest_seconds": waiting_seconds(),
        "search_dead_letters": DeadLetter.objects.count(),
        "search_outdated_documents": count_outdated(),
    }


def check_cluster() -> list[IndexCount]:
    """Compare the index that answers with the table of documents, kind by kind."""
    from search.engines.elasticsearch import connect

    cluster = connect(settings.SEARCH_CLUSTER_URL)
    index = ClusterIndex.objects.filter(state=ClusterIndex.State.LIVE, analysis=VERSION).values_list("name", flat=True).first()
    kinds = set(Document.objects.values_list("kind", flat=True).distinct())
    counts: list[IndexCount] = []
    if index:
        cluster.refresh(index)
        kinds |= set(cluster.kinds(index))
    for kind in sorted(kinds):
        documents = set(Document.objects.filter(kind=kind).values_list("pk", flat=True))
        indexed = set(cluster.keys(index, kind)) if index else set()
        missing, left_over = tuple(sorted(documents - indexed)), tuple(sorted(indexed - documents))
        counts.append(IndexCount(kind, len(documents), len(indexed), missing, left_over))
    return counts
