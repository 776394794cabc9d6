"""Noting which documents changed, in the transaction of the change."""

from collections.abc import Iterable

from django.conf import settings

from search.indexing.models import OutboxRow


def note_changes(document_ids: Iterable[int]) -> None:
    """Have these documents brought to the cluster, if the site has one, once the caller's transaction is committed."""
    if settings.SEARCH_CLUSTER_URL:
        OutboxRow.objects.bulk_create([OutboxRow(document_id=pk) for pk in document_ids], batch_size=1000)
