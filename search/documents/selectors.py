"""Reading the table of documents for health figures."""

from dataclasses import dataclass

from django.db.models import Count, Q

from search.analysis.folding import VERSION
from search.documents.models import Document
from search.documents.registry import owner_of, registered_kinds


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
