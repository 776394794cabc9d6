"""Serving the pages of the tree."""

from copy import copy
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Page
from wagtail.views import serve as serve_by_wagtail

from foundation.api import remember


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve the page at *path*.

    Wagtail finds a page with a query for each step of the way and one for its restrictions. The way to a page that everybody
    may see is remembered until something public changes; every other page is left to Wagtail.
    """
    key = ("page", request.get_host(), request.get_port(), path)
    page: Any = remember(request, key, lambda: _open_page(request, path))
    if page is None:
        return serve_by_wagtail(request, path)
    answer: HttpResponseBase = copy(page).serve(request)
    return answer


def _open_page(request: HttpRequest, path: str) -> Page | None:
    """Return the live page at *path* unless somebody may not see it."""
    route = Page.route_for_request(request, path)
    if route is None or route.args or route.kwargs or route.page.get_view_restrictions():
        return None
    return route.page
