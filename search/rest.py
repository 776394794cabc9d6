"""The JSON interface of search."""

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from ninja import Query, Router, Schema

from search.answers.suggesting import suggest

router = Router(tags=["search"])
MAX_SUGGESTIONS = 8
MAX_KINDS = 10
SHARED_SECONDS = 60


class SuggestionOut(Schema):
    """One suggestion: ``html`` is ``text`` escaped, with marks; ``count`` is for words, ``url`` for things to open."""

    kind: str
    text: str
    html: str
    count: int
    url: str


@router.get("/suggestions", response=list[SuggestionOut], url_name="suggestions")
def suggestions(
    request: HttpRequest,
    response: HttpResponse,
    q: str = "",
    kind: Annotated[list[str], Query()] = [],  # noqa: B006
) -> list[dict[str, Any]]:
    """Offer words and documents for what was typed so far. The same for everybody, so shared caches may keep it."""
    patch_cache_control(response, public=True, max_age=SHARED_SECONDS)
    return [asdict(suggestion) for suggestion in suggest(q, MAX_SUGGESTIONS, kinds=kind[:MAX_KINDS])]
