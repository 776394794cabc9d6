"""Writing documents, always in the transaction of the change they describe."""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from search.analysis.folding import VERSION, fold_text
from search.documents.models import Document
from search.documents.registry import owner_of, registered_kinds
from search.documents.types import KIND_WEIGHTS, SearchDocument
from search.documents.vectors import vector_text
from search.documents.writing import many_writes, standing_rows, write_rows
from search.indexing.outbox import note_changes
from search.names.services import note_titles

BATCH = 500
MOST_LOCKS = 1000
LOCK_KIND = "SELECT pg_advisory_xact_lock(hashtextextended(%s, -1))"
SHARE_KIND = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, -1))"
LOCK_OBJECTS = """
    SELECT pg_advisory_xact_lock(hashtextextended(%s, object_id)) FROM unnest(%s::bigint[]) WITH ORDINALITY AS o (object_id, place)
    ORDER BY place
"""
type Listener = Callable[[], None]
_listeners: list[Listener] = []


def index_documents(kind: str, ids: Iterable[int]) -> int:
    """Describe these objects anew, as their owner sees them now; what the owner no longer hands over is removed.

    Runs in the caller's transaction, so a change that is rolled back leaves no trace. Returns how many documents stand.
    """
    wanted = sorted(set(ids))
    with transaction.atomic():
        below = _dependents(kind, wanted)
        _lock({**below, kind: {*wanted, *below.get(kind, ())}})
        written = _write(kind, wanted)
        for below_kind, below_ids in below.items():
            _write(below_kind, sorted(below_ids))
    tell_listeners()
    return written


def remove_documents(kind: str, ids: Iterable[int]) -> int:
    """Take these objects out, in the caller's transaction, and describe anew what lies below; return how many went."""
    gone = sorted(set(ids))
    with transaction.atomic():
        below = _dependents(kind, gone)
        _lock({**below, kind: {*gone, *below.get(kind, ())}})
        removed = _remove(Document.objects.filter(kind=kind, object_id__in=gone))
        for below_kind, below_ids in below.items():
            _write(below_kind, sorted(below_ids))
    tell_listeners()
    return removed


def store_documents(kind: str, ids: Sequence[int], documents: Iterable[SearchDocument]) -> int:
    """Make *documents* the only ones of the objects *ids* of this kind; return how many there are."""
    rows = [_row(document) for document in documents]
    titles = {(row["object_id"], row["part"]): row["title_key"] for row in rows}
    standing = standing_rows(kind, ids)
    _remove(Document.objects.filter(pk__in=[pk for key, (pk, _) in standing.items() if key not in titles]))
    changed = write_rows(rows) if rows else {}
    note_changes(changed.values())
    note_titles(pk for key, pk in changed.items() if titles[key] and standing.get(key, (0, ""))[1] != titles[key])
    return len(rows)


def _remove(documents: QuerySet[Document]) -> int:
    """Delete *documents* and have the cluster forget them; return how many there were."""
    gone = list(documents.values_list("pk", flat=True))
    Document.objects.filter(pk__in=gone).delete()
    note_changes(gone)
    return len(gone)


def _write(kind: str, ids: Sequence[int]) -> int:
    """Describe objects that nobody else may describe now, in batches."""
    owner = owner_of(kind)
    return sum(store_documents(kind, batch, owner.load(list(batch))) for batch in batched(ids, BATCH, strict=False))


def _write_in_steps(kind: str, ids: Sequence[int]) -> int:
    """Describe many objects, each batch in a transaction of its own unless the caller has one; return how many documents stand."""
    written = 0
    for batch in batched(ids, BATCH, strict=False):
        with transaction.atomic():
            _lock({kind: set(batch)})
            written += _write(kind, batch)
    return written


def _dependents(kind: str, ids: Sequence[int]) -> dict[str, set[int]]:
    """Return by kind what speaks of these objects, however far below: as owners know it, and as the index has it.

    A renamed course reaches its lessons, and through them the pieces of their transcripts.
    """
    found: dict[str, set[int]] = defaultdict(set)
    due = [(kind, set(ids))]
    while due:
        above, above_ids = due.pop()
        for below, below_ids in _directly_below(above, sorted(above_ids)).items():
            new = below_ids - found[below]
            found[below] |= new
            if new and below != kind:
                due.append((below, new))
    return {below: below_ids for below, below_ids in found.items() if below_ids and below in registered_kinds()}


def _directly_below(kind: str, ids: list[int]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    below = Document.objects.filter(parent_kind=kind, parent_id__in=ids)
    for below_kind, object_id in below.values_list("kind", "object_id").distinct():
        found[below_kind].add(object_id)
    if kind in registered_kinds():
        for below_kind, below_ids in owner_of(kind).dependents(ids).items():
            found[below_kind].update(below_ids)
    return found


def describe_anew(kind: str, ids: Sequence[int]) -> int:
    """Describe these objects anew and nothing below them, after the way of writing changed; return how many documents stand."""
    written = _write_in_steps(kind, ids)
    tell_listeners()
    return written


def rebuild(kinds: Sequence[str] = ()) -> Iterator[tuple[str, int]]:
    """Describe everything anew, batch by batch, while the site is in use; yield kind and number of documents.

    Objects that vanished are removed too. Searches see the old or the new row of each document, never a gap.
    """
    with many_writes():
        for kind in kinds or registered_kinds():
            ids = sorted(set(owner_of(kind).all_ids()))
            gone = set(Document.objects.filter(kind=kind).values_list("object_id", flat=True)) - set(ids)
            with transaction.atomic():
                _remove(Document.objects.filter(kind=kind, object_id__in=gone))
            yield kind, _write_in_steps(kind, ids)
    tell_listeners()


def on_documents_changed(listener: Listener) -> None:
    """Have *listener* called after the commit of each change."""
    _listeners.append(listener)


def tell_listeners() -> None:
    """Call every listener once the caller's transaction is committed."""
    for listener in _listeners:
        transaction.on_commit(listener, robust=True)


def _lock(objects: Mapping[str, Collection[int]]) -> None:
    """Let one writer at a time describe an object: the later one sees what the earlier one committed.

    Locks lie in a table of the database that is shared and small. So a change that reaches many objects (an organisation is
    renamed) holds the whole kind instead, and one that reaches few shares the kind and holds each object. Everybody asks for
    kinds and objects in the same order, so that no two wait for each other.
    """
    are_many = sum(len(ids) for ids in objects.values()) > MOST_LOCKS
    with connection.cursor() as cursor:
        for kind, ids in sorted(objects.items()):
            cursor.execute(LOCK_KIND if are_many else SHARE_KIND, [f"search:{kind}"])
            if not are_many:
                cursor.execute(LOCK_OBJECTS, [f"search:{kind}", sorted(ids)])


def _row(document: SearchDocument) -> dict[str, Any]:
    weight = KIND_WEIGHTS.get(document.kind, 1.0)
    facets = {"kind": [document.kind], **document.facets}
    title, body = _clean(document.title), _clean(document.body)
    tags = [_clean(tag) for tag in document.tags if tag]
    return {
        "kind": document.kind,
        "object_id": document.pk,
        "part": document.part,
        "parent_kind": document.parent[0] if document.parent else "",
        "parent_id": document.parent[1] if document.parent else None,
        "title": title,
        "title_key": fold_text(title),
        "tags_key": fold_text("\n".join(tags)),
        "tags": tags,
        "body": body,
        "url": document.url,
        "facets": sorted({_clean(f"{name}:{value}") for name, values in facets.items() for value in values}),
        "boost": weight * (1 + 0.1 * math.log10(1 + document.boost_learners)),
        "learners": document.boost_learners,
        "visibility": document.visibility,
        "published_at": document.published_at,
        "hidden_from": document.hidden_from,
        "extra": document.extra,
        "vector": vector_text(document.kind, title, tags, body),
        "analysis": VERSION,
    }


def _clean(text: str) -> str:
    """Drop what PostgreSQL cannot store: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
