"""Reading the table of documents."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from search.analysis.folding import VERSION
from search.documents.models import Document
from search.documents.registry import owner_of, registered_kinds
from search.engines.plan import Stored
from search.enums import Visibility


def stored_of(keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], Stored]:
    """Return the texts of these objects' first documents that everybody may see now, by kind and object; one query at most."""
    if not keys:
        return {}
    now = timezone.now()
    wanted = reduce(or_, (Q(kind=kind, object_id=object_id) for kind, object_id in set(keys)))
    shown = Document.objects.filter(wanted, visibility=Visibility.PUBLIC)
    shown = shown.exclude(hidden_from__lte=now).exclude(published_at__gt=now)
    rows = shown.order_by("-part").values_list("pk", "kind", "object_id", "title", "body", "url", "extra")
    return {(row[1], row[2]): Stored(*row) for row in rows}


def outdated_objects(limit: int) -> list[tuple[str, int]]:
    """Return up to *limit* objects, by kind and pk, that have a document of another version of the analysis."""
    return list(_outdated().values_list("kind", "object_id")[:limit])


def count_outdated() -> int:
    """Return how many documents another version of the analysis wrote."""
    return _outdated().count()


def _outdated() -> QuerySet[Document]:
    """Return such documents among the kinds that have an owner; ``<`` and ``>`` are what an index can answer."""
    return Document.objects.filter(Q(analysis__lt=VERSION) | Q(analysis__gt=VERSION), kind__in=registered_kinds())


@dataclass(frozen=True)
class KindCount:
    """How many objects of a kind its owner has, how many are documented, and how many documents are out of date."""

    kind: str
    owned: int
    documented: int
    outdated: int
    missing: tuple[int, ...]
    left_over: tuple[int, ...]

    @property
    def agrees(self) -> bool:
        """Whether the index says what the database says."""
        return not (self.missing or self.left_over or self.outdated)


def check_kinds() -> list[KindCount]:
    """Compare the documents of each registered kind with what its owner has."""
    return [_check(kind) for kind in registered_kinds()]


def _check(kind: str) -> KindCount:
    owned = set(owner_of(kind).all_ids())
    documents = Document.objects.filter(kind=kind)
    present = set(documents.values_list("object_id", flat=True))
    figures = documents.aggregate(outdated=Count("pk", filter=~Q(analysis=VERSION)))
    return KindCount(
        kind, len(owned), len(present), figures["outdated"], tuple(sorted(owned - present)), tuple(sorted(present - owned))
    )
