"""What search adds to Wagtail's admin."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from search.views import operators
from search.viewsets import DeadLetterViewSet, SynonymViewSet

register_snippet(SynonymViewSet)


class WordsMenuItem(MenuItem):
    """The way to the page of queries, for those who look after the search."""

    def is_shown(self, request: object) -> bool:
        """Hide it from everybody else."""
        return operators.may_operate(request.user)  # type: ignore[attr-defined]


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern]:
    """Serve the operators' pages under the admin."""
    return [
        path("search-words/", operators.words, name="search_words"),
        path("search-words/synonym/", operators.synonym, name="search_synonym"),
    ]


@hooks.register("register_reports_menu_item")
def register_menu_item() -> MenuItem:
    """Offer the page among the reports."""
    return WordsMenuItem(_("大家在搜什么"), reverse("search_words"), icon_name="search", order=700)


@hooks.register("register_admin_viewset")
def register_viewsets() -> object:
    """Offer the documents that the cluster refused."""
    return DeadLetterViewSet()
