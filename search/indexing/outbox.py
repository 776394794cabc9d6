"""Noting which documents changed, in the transaction of the change."""

from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.utils import timezone


def note_changes(document_ids: Iterable[int]) -> None:
    """Have these documents brought to the cluster, if the site has one, once the caller's transaction is committed."""
    if settings.SEARCH_CLUSTER_URL:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_outbox (document_id, noted_at) SELECT pk, %s FROM unnest(%s::bigint[]) AS pk",
                [timezone.now(), list(document_ids)],
            )
