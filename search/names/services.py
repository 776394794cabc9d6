"""Keeping the dictionary of names in step with the documents."""

from collections import Counter
from collections.abc import Iterable
from math import floor, log2, log10

from django.db import connection, transaction

from search.analysis.sound import initial_keys, sound_keys
from search.documents.models import Document
from search.enums import Visibility
from search.names.counting import note_common
from search.names.models import DueTitle, Name, NameKey
from search.names.wording import names_in

BATCH = 500
MAX_KEY = 80


def note_titles(document_ids: Iterable[int]) -> None:
    """Have the names in the titles of these documents added soon."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_duetitle (document_id) SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING", [list(document_ids)]
        )


def refresh_names(limit: int | None = None) -> int:
    """Add the names of documents that were written since; return how many documents were looked at.

    Each batch is a transaction of its own, and parallel callers take different documents.
    """
    done = 0
    touched: set[str] = set()
    while (limit is None or done < limit) and (looked_at := _refresh_batch(touched)):
        done += looked_at
    note_common(touched)
    return done


def forget_names() -> None:
    """Empty the dictionary and put every title in the queue, so that ``refresh_names`` builds it anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        Name.objects.all().delete()
        cursor.execute("INSERT INTO search_duetitle SELECT id FROM search_document WHERE title <> '' ON CONFLICT DO NOTHING")


def _refresh_batch(touched: set[str]) -> int:
    """Add the names of one batch of documents, and to *touched*; return how many documents it had."""
    with transaction.atomic():
        due = DueTitle.objects.order_by("document_id").select_for_update(skip_locked=True)[:BATCH]
        ids = [row.document_id for row in due]
        public = Document.objects.filter(pk__in=ids, visibility=Visibility.PUBLIC)
        weights: Counter[str] = Counter()
        for title, learners in public.values_list("title", "learners"):
            weights.update(dict.fromkeys(names_in(title), _weight(learners)))
        _store(weights)
        DueTitle.objects.filter(document_id__in=ids).delete()
    touched.update(weights)
    return len(ids)


def _weight(learners: int) -> int:
    """Return the weight that one title lends its names: in tenths, so that sums stay whole."""
    return round(10 * (1 + log10(1 + learners)))


def _store(weights: Counter[str]) -> None:
    """Add weights, in one order for all writers so that two of them never wait for each other."""
    texts = sorted(weights)
    if not texts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO search_name (text, weight) SELECT * FROM unnest(%s::varchar[], %s::float8[])
            ON CONFLICT (text) DO UPDATE SET weight = search_name.weight + excluded.weight
            RETURNING id, text, weight, xmax = 0""",
            [texts, [weights[text] for text in texts]],
        )
        rows = cursor.fetchall()
        keys = [(pk, kind, key[:MAX_KEY], _heft(now)) for pk, text, now, is_new in rows if is_new for kind, key in _keys(text)]
        cursor.execute(
            """INSERT INTO search_namekey (name_id, kind, key, heft)
            SELECT * FROM unnest(%s::bigint[], %s::varchar[], %s::varchar[], %s::smallint[]) ON CONFLICT DO NOTHING""",
            [[row[column] for row in keys] for column in range(4)],
        )
        heavier = [(pk, _heft(now)) for pk, text, now, is_new in rows if not is_new and _heft(now) > _heft(now - weights[text])]
        cursor.execute(
            """UPDATE search_namekey SET heft = heavier.heft
            FROM unnest(%s::bigint[], %s::smallint[]) AS heavier (id, heft) WHERE name_id = heavier.id""",
            [[row[column] for row in heavier] for column in range(2)],
        )


def _heft(weight: float) -> int:
    """Return the step of a weight: two of them for every doubling."""
    return floor(2 * log2(max(weight, 1)))


def _keys(text: str) -> list[tuple[str, str]]:
    if text.isascii():
        return []
    return [
        *((NameKey.Kind.SOUND.value, key) for key in sound_keys(text)),
        *((NameKey.Kind.INITIALS.value, key) for key in initial_keys(text)),
    ]
