"""The feed: committed changes get a number, and the cluster gets the documents as they are now.

Writing twice changes nothing, because every write carries its number as the version. A process that is killed anywhere leaves
rows that the next one finds.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from search.analysis.folding import VERSION
from search.documents.models import Document
from search.engines.elasticsearch import Cluster, Refusal, connect
from search.engines.errors import ClusterUnavailable
from search.engines.records import NEEDED, record_of
from search.indexing.locks import FEED, alone
from search.indexing.models import ClusterIndex, DeadLetter, Feed, OutboxRow

log = logging.getLogger(__name__)

BATCH = 200
COPIED_AT_ONCE = 500
BATCHES_IN_A_ROW = 50
"""Then whoever waits for the lock gets a turn."""


def feed() -> int:
    """Bring every committed change to the cluster; return how many documents were written. One process at a time works.

    Whoever finds the lock taken may leave: its holder looks again after letting it go.
    """
    written = 0
    while settings.SEARCH_CLUSTER_URL and OutboxRow.objects.exists():
        with alone(FEED) as is_mine:
            if not is_mine:
                break
            try:
                written += drain(connect(settings.SEARCH_CLUSTER_URL))
            except ClusterUnavailable as reason:
                log.warning("the search cluster was not fed: %s", reason)
                break
    return written


def drain(cluster: Cluster, batches: int = BATCHES_IN_A_ROW) -> int:
    """Number what is committed and write it, at most *batches* of it. The caller holds the feed's lock."""
    number_changes()
    consumed = Feed.objects.values_list("consumed", flat=True).get(pk=1)
    targets = list(ClusterIndex.objects.filter(state__in=ClusterIndex.FED, analysis=VERSION))
    written = 0
    for _ in range(batches):
        due = OutboxRow.objects.filter(seq__gt=consumed).order_by("seq")[:BATCH]
        versions = {row.document_id: row.seq or 0 for row in due}
        if not versions:
            break
        written += write_documents(cluster, targets, versions) if targets else 0
        for index in targets:
            cluster.refresh(index.name)  # before the count of changes moves, so that nobody remembers what it found until now
        consumed = max(versions.values())
        with transaction.atomic():
            Feed.objects.filter(pk=1).update(consumed=Greatest(F("consumed"), consumed))
            OutboxRow.objects.filter(seq__lte=consumed).delete()
    return written


def number_changes() -> int:
    """Give every committed change that has none its number; return the last one given."""
    with transaction.atomic():
        Feed.objects.bulk_create([Feed(pk=1)], ignore_conflicts=True)
        feed = Feed.objects.select_for_update().get(pk=1)
        with connection.cursor() as cursor:
            cursor.execute(
                """WITH due AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM search_outbox WHERE seq IS NULL)
                UPDATE search_outbox SET seq = %s + due.place FROM due WHERE search_outbox.id = due.id""",
                [feed.assigned],
            )
            feed.assigned += cursor.rowcount
        feed.save(update_fields=["assigned"])
    return feed.assigned


def write_documents(cluster: Cluster, targets: Sequence[ClusterIndex], versions: Mapping[int, int]) -> int:
    """Write the documents named by *versions* to every index of *targets* as they are now; return how many there were."""
    rows = {row.pk: row for row in Document.objects.filter(pk__in=versions).only(*NEEDED)}
    records = {pk: record_of(rows[pk]) if pk in rows else None for pk in versions}
    for index in targets:
        keep_refused(index, rows, versions, cluster.write(index.name, records, versions))
    return len(records)


def copy_documents(
    cluster: Cluster, index: str, *, version: int, after: int = 0
) -> Iterator[tuple[dict[int, Document], list[Refusal]]]:
    """Write every document behind *after* to *index* in the order of keys; yield each batch and what was refused of it."""
    documents = Document.objects.order_by("pk").only(*NEEDED)
    while rows := {row.pk: row for row in documents.filter(pk__gt=after)[:COPIED_AT_ONCE]}:
        records = {pk: record_of(row) for pk, row in rows.items()}
        yield rows, cluster.write(index, records, dict.fromkeys(rows, version))
        after = max(rows)


def keep_refused(index: ClusterIndex, rows: Mapping[int, Document], keys: Iterable[int], refused: Sequence[Refusal]) -> None:
    """Keep what *index* refused among *keys* for a person to see; what it took is no dead letter any more."""
    reasons = {int(refusal.key): refusal.reason for refusal in refused}
    letters = [
        DeadLetter(
            index=index,
            document_id=pk,
            kind=rows[pk].kind if pk in rows else "",
            object_id=rows[pk].object_id if pk in rows else 0,
            title=rows[pk].title[:200] if pk in rows else "",
            reason=reason,
        )
        for pk, reason in reasons.items()
    ]
    with transaction.atomic():
        index.dead_letters.filter(document_id__in=list(keys)).delete()
        DeadLetter.objects.bulk_create(letters)
