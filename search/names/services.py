"""Keeping the dictionary of names in step with the documents."""

from collections import Counter
from math import log10

from django.db import connection, transaction

from search.analysis.sound import initial_keys, sound_keys
from search.documents.models import Document
from search.enums import Visibility
from search.names.models import Name, NameKey
from search.names.wording import names_in

BATCH = 500
MAX_KEY = 80


def refresh_names(limit: int | None = None) -> int:
    """Add the names of documents that were written since; return how many documents were looked at.

    Each batch is a transaction of its own, and parallel callers take different documents.
    """
    done = 0
    while (limit is None or done < limit) and (looked_at := _refresh_batch()):
        done += looked_at
    return done


def forget_names() -> None:
    """Empty the dictionary and mark every document, so that ``refresh_names`` builds it anew."""
    with transaction.atomic():
        Name.objects.all().delete()
        Document.objects.update(names_due=True)


def _refresh_batch() -> int:
    with transaction.atomic():
        due = Document.objects.filter(names_due=True).select_for_update(skip_locked=True)
        rows = list(due.order_by("pk").values_list("pk", "title", "learners", "visibility")[:BATCH])
        weights: Counter[str] = Counter()
        for _, title, learners, visibility in rows:
            if visibility == Visibility.PUBLIC:
                for name in names_in(title):
                    weights[name] += 1 + log10(1 + learners)
        _store(weights)
        Document.objects.filter(pk__in=[row[0] for row in rows]).update(names_due=False)
    return len(rows)


def _store(weights: Counter[str]) -> None:
    """Add weights, in one order for all writers so that two of them never wait for each other."""
    texts = sorted(weights)
    if not texts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO search_name (text, weight) SELECT * FROM unnest(%s::varchar[], %s::float8[])
            ON CONFLICT (text) DO UPDATE SET weight = search_name.weight + excluded.weight
            RETURNING id, text, xmax = 0""",
            [texts, [weights[text] for text in texts]],
        )
        new = [(pk, text) for pk, text, is_new in cursor.fetchall() if is_new]
    keys = [NameKey(name_id=pk, kind=kind, key=key[:MAX_KEY]) for pk, text in new for kind, key in _keys(text)]
    NameKey.objects.bulk_create(keys, ignore_conflicts=True, batch_size=2000)


def _keys(text: str) -> list[tuple[str, str]]:
    if text.isascii():
        return []
    return [
        *((NameKey.Kind.SOUND.value, key) for key in sound_keys(text)),
        *((NameKey.Kind.INITIALS.value, key) for key in initial_keys(text)),
    ]
