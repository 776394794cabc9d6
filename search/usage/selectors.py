"""Reading the counts of queries for operators."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, QuerySet, Sum
from django.utils import timezone

from search.enums import Step
from search.usage.models import QueryDay

ROWS = 50
DAYS = 30


@dataclass(frozen=True)
class QueryRow:
    """One wording over the days looked at. ``opened`` is the share of its searches after which a result was opened, in percent."""

    text: str
    searches: int
    clicks: int
    results: int

    @property
    def opened(self) -> int:
        """Return the share in percent."""
        return round(100 * self.clicks / self.searches) if self.searches else 0


@dataclass(frozen=True)
class StepRow:
    """How often one step of the ladder gave the answer; ``share`` in percent of all searches."""

    label: str
    searches: int
    share: int


def top_queries(days: int = DAYS) -> list[QueryRow]:
    """Return what is looked for most."""
    return _rows(_recent(days))


def empty_queries(days: int = DAYS) -> list[QueryRow]:
    """Return what is looked for most among what finds nothing."""
    return _rows(_recent(days).filter(step=Step.NOTHING))


def ladder_use(days: int = DAYS) -> list[StepRow]:
    """Return how searches were answered, in the order of the ladder."""
    counts = dict(_recent(days).values_list("step").annotate(Sum("searches")))
    total = sum(counts.values()) or 1
    return [StepRow(str(step.label), counts.get(step.value, 0), round(100 * counts.get(step.value, 0) / total)) for step in Step]


def click_share(days: int = DAYS) -> int:
    """Return the share of searches with results after which one was opened, in percent."""
    facts = _recent(days).exclude(step=Step.NOTHING).aggregate(searches=Sum("searches"), clicks=Sum("clicks"))
    return round(100 * (facts["clicks"] or 0) / facts["searches"]) if facts["searches"] else 0


def _recent(days: int) -> QuerySet[QueryDay]:
    return QueryDay.objects.filter(day__gt=timezone.localdate() - timedelta(days=days))


def _rows(days: QuerySet[QueryDay]) -> list[QueryRow]:
    sums = days.values("text").annotate(total=Sum("searches"), opened=Sum("clicks"), found=Max("results"))
    return [QueryRow(row["text"], row["total"], row["opened"], row["found"]) for row in sums.order_by("-total", "text")[:ROWS]]
