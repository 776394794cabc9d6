"""What people look for, and the words that would help them: for operators, inside Wagtail's admin."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.api import DomainError
from search.synonyms.services import add_synonym, preview_synonym, read_others
from search.usage.selectors import DAYS, click_share, empty_queries, ladder_use, top_queries


def may_operate(user: Any) -> bool:
    """Return whether *user* looks after the search."""
    return bool(user.has_perm("search.change_synonym"))


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Show the queries of the last days: the most frequent, those without result, and how answers were found."""
    _refuse_others(request)
    context = {
        "days": DAYS,
        "top": top_queries(),
        "empty": empty_queries(),
        "ladder": ladder_use(),
        "click_share": click_share(),
    }
    return render(request, "search/operators/words.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def synonym(request: HttpRequest) -> HttpResponse:
    """Make synonyms for a word: look at what would change, then save."""
    _refuse_others(request)
    data = request.POST if request.method == "POST" else request.GET
    word, others = " ".join(data.get("word", "").split()), read_others(data.get("others", ""))
    context: dict[str, Any] = {"word": word, "others": "，".join(others), "is_two_way": data.get("both") == "1"}
    try:
        if request.method == "POST" and "save" in data:
            add_synonym(word, others, is_one_way=not context["is_two_way"], actor=request.user)
            messages.success(request, _("“%(word)s”的同义词已经生效。") % {"word": word})
            return redirect("search_words")
        if others:
            context["preview"] = preview_synonym(word, others, is_one_way=not context["is_two_way"])
    except DomainError as error:
        context["error"] = error.message
    return render(request, "search/operators/synonym.html", context)


def _refuse_others(request: HttpRequest) -> None:
    if not may_operate(request.user):
        raise PermissionDenied
