"""The courses that the site's own pages show. Every function costs the same number of queries for 1 or 100,000 courses."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page as PageOfRows
from django.db.models import Count, F, Func, QuerySet
from django.http import HttpRequest

from courses.api import CoursePage, ServiceKind
from foundation.api import paginate

NEW_COURSES = 6
COURSES_ON_A_PAGE = 24


@dataclass(frozen=True, slots=True)
class Spine:
    """One book on the shelf of kinds; ``url`` leads to its landing page, or to the catalogue where it has none."""

    kind: ServiceKind
    url: str
    count: int


def open_courses() -> QuerySet[CoursePage]:
    """Return the courses that anybody may see, with what their covers and notes need."""
    return CoursePage.objects.live().public().select_related("organisation", "cover")


def count_by_kind() -> dict[str, int]:
    """Return how many open courses each kind has; a course of two kinds counts for both."""
    rows = (
        CoursePage.objects.live()
        .public()
        .order_by()
        .annotate(kind=Func(F("service_kinds"), function="unnest"))
        .values_list("kind")
        .annotate(courses=Count("pk"))
    )
    return dict(rows)


def shelf(addresses: Mapping[str, str]) -> list[Spine]:
    """Return the ten kinds with their true counts. *addresses* holds the landing pages by kind."""
    counts = count_by_kind()
    return [Spine(kind, addresses.get(kind) or f"/courses/?service_kind={kind}", counts.get(kind, 0)) for kind in ServiceKind]


def new_courses() -> list[CoursePage]:
    """Return the courses that were published last."""
    return list(open_courses().order_by("-first_published_at", "-pk")[:NEW_COURSES])


def courses_of_kind(kind: ServiceKind, request: HttpRequest) -> PageOfRows[CoursePage]:
    """Return one page of the open courses of *kind*, newest first."""
    rows = open_courses().filter(service_kinds__contains=[kind]).order_by("-first_published_at", "-pk")
    return paginate(rows, request, COURSES_ON_A_PAGE)
