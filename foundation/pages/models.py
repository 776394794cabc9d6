"""The abstract page that every page of the site is built on."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Page

from foundation.http.visitor_pages import mark_same_for_visitors


class BasePage(Page):
    """A page of the site. It adds no table and no field of its own."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page; visitors all get the same one."""
        return mark_same_for_visitors(super().serve(request, *args, **kwargs))
