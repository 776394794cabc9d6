"""The courses that the site's own pages show. Every function costs the same number of queries for 1 or 100,000 courses."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page as PageOfRows
from django.http import HttpRequest

from courses.api import CoursePage, ServiceKind, kind_counts, newest_courses, published_courses
from foundation.api import paginate

NEW_COURSES = 6
COURSES_ON_A_PAGE = 24


@dataclass(frozen=True, slots=True)
class Spine:
    """One book on the shelf of kinds; ``url`` leads to its landing page, or to the catalogue where it has none."""

    kind: ServiceKind
    url: str
    count: int


def shelf(addresses: Mapping[str, str]) -> list[Spine]:
    """Return the ten kinds with their true counts. *addresses* holds the landing pages by kind."""
    return [Spine(row.kind, addresses.get(row.kind) or f"/courses/?service_kind={row.kind}", row.count) for row in kind_counts()]


def new_courses() -> list[CoursePage]:
    """Return the courses that were published last."""
    return list(newest_courses(NEW_COURSES))


def courses_of_kind(kind: ServiceKind, request: HttpRequest) -> PageOfRows[CoursePage]:
    """Return one page of the open courses of *kind*, newest first."""
    rows = published_courses().filter(service_kinds__contains=[kind]).order_by("-first_published_at", "-pk")
    return paginate(rows, request, COURSES_ON_A_PAGE)
