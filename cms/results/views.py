"""The catalogue under ``/courses/`` and the search under ``/search/``: one page in two scopes."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.results.address import FACETS, PAGE_SIZE, Wish
from cms.results.cards import cards_of, kind_marks
from cms.results.facets import Facet, chips_of, facets_of, kind_words, tabs_of
from courses.api import ServiceKind
from foundation.api import lazily, mark_same_for_visitors, remember
from search.api import SearchResults, Sort, note_search, search

COURSES = ["course"]
PAGES_AROUND = 2
SHOWN = (
    *("results", "cards", "facets", "tabs", "chips", "sorts", "pages", "first_number", "last_number", "all_kinds"),
    *("everything_address", "meant_address", "clear_address", "literal_address", "all_address"),
)
"""What the list and the filters show. Nobody searches while both are remembered."""


@dataclass(frozen=True)
class Outcome:
    """What the page says outside list and filters: its title, whether there is anything to filter by, the figures of the answer."""

    title: str
    has_facets: bool
    results: SearchResults


@dataclass(frozen=True)
class PageLink:
    """A page to go to; ``number`` 0 stands for a gap."""

    number: int
    address: str
    is_current: bool


@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Show the catalogue: all courses, or those that the words and filters of the address leave."""
    return _answer(request, COURSES)


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """Show what the words of the address find, whatever it is."""
    return _answer(request, list(kind_words()))


def _answer(request: HttpRequest, kinds: list[str]) -> HttpResponse:
    wish = Wish.read(request.GET)
    look = cache(lambda: _look(wish, kinds))
    address = wish.address()
    outcome = remember(request, ("results", request.path, address, get_language()), lambda: _outcome(look(), wish, kinds))
    if wish.text and wish.page == 1 and not wish.chosen and "HX-Request" not in request.headers:
        note_search(wish.text, outcome.results)
    context = {
        "wish": wish,
        "address": address,
        "title": outcome.title,
        "has_facets": outcome.has_facets,
        "counts_courses": kinds == COURSES,
        **lazily(lambda: _shown(look(), wish, kinds), *SHOWN),
    }
    is_part = request.headers.get("HX-Target") == "results"
    response = render(request, "cms/results/part.html" if is_part else "cms/results/page.html", context)
    patch_vary_headers(response, ["HX-Target", "Cookie"])
    patch_cache_control(response, private=True, no_cache=True)
    return response if wish.text else mark_same_for_visitors(response)  # searches are counted one by one


def _look(wish: Wish, kinds: list[str]) -> tuple[SearchResults, list[Facet]]:
    """Search, and return what was found with the facets in words."""
    results = search(wish.to_query(kinds))
    return results, facets_of(results.facets, [name for name in FACETS if name != "kind"])


def _outcome(look: tuple[SearchResults, list[Facet]], wish: Wish, kinds: list[str]) -> Outcome:
    results, facets = look
    return Outcome(_title(wish, results, kinds), bool(facets), replace(results, hits=[], facets={}))


def _shown(look: tuple[SearchResults, list[Facet]], wish: Wish, kinds: list[str]) -> dict[str, Any]:
    """Return the values ``SHOWN``."""
    results, facets = look
    return {
        "results": results,
        "cards": cards_of(results.hits),
        "facets": facets,
        "tabs": tabs_of(results.facets["kind"], wish) if kinds != COURSES else [],
        "everything_address": reverse("results:everything") + wish.address(),
        "meant_address": wish.meaning(results.did_you_mean).address() if results.did_you_mean else "",
        "chips": chips_of(facets, wish),
        "sorts": _sorts(wish),
        "pages": _pages(wish, results),
        "clear_address": wish.without_filters().address(),
        "literal_address": wish.literal().address(),
        "all_address": reverse("results:courses"),
        "all_kinds": [] if results.total else kind_marks(ServiceKind.values),
        "first_number": (results.page - 1) * PAGE_SIZE + 1,
        "last_number": (results.page - 1) * PAGE_SIZE + len(results.hits),
    }


def _title(wish: Wish, results: SearchResults, kinds: list[str]) -> str:
    words: dict[str, Any] = {"words": results.showing_for or wish.text, "total": f"{results.total:,}"}
    if not wish.text:
        return _("全部课程，共 %(total)s 门") % words if not wish.chosen else _("有 %(total)s 门课程") % words
    if not results.total:
        return _("没有找到“%(words)s”") % words
    return _("“%(words)s”有 %(total)s 门课程") % words if kinds == COURSES else _("“%(words)s”有 %(total)s 条结果") % words


def _sorts(wish: Wish) -> list[dict[str, Any]]:
    offered = [sort for sort in Sort if wish.text or sort != Sort.RELEVANCE]
    chosen = wish.sort if wish.text or wish.sort != Sort.RELEVANCE else Sort.POPULAR
    return [{"label": sort.label, "address": wish.sorted_by(sort.value).address(), "is_chosen": sort == chosen} for sort in offered]


def _pages(wish: Wish, results: SearchResults) -> dict[str, Any]:
    """Return the pages around the current one, with the first, and the ways to the neighbours."""
    near = range(max(1, results.page - PAGES_AROUND), min(results.pages, results.page + PAGES_AROUND) + 1)
    numbers = sorted({1, *near})
    links: list[PageLink] = []
    for number in numbers:
        if links and number > links[-1].number + 1:
            links.append(PageLink(0, "", False))
        links.append(PageLink(number, wish.on_page(number).address(), number == results.page))
    neighbours = {"before": results.page - 1, "after": results.page + 1}
    return {
        "links": links if results.pages > 1 else [],
        **{name: wish.on_page(n).address() if 1 <= n <= results.pages else "" for name, n in neighbours.items()},
    }
