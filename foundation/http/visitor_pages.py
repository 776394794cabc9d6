"""Whole pages for visitors, made once and given to all of them until something public changes.

A view says that its page is the same for all visitors (``same_for_visitors``); everything else is decided here, once:

* Given to: a ``GET`` for a whole page (no htmx) without ``Authorization`` and without the cookies that make somebody a person
  (session, messages). Other cookies make no difference to such a page: a page that used the token of a form sets its cookie, and is
  not kept.
* Kept: answers of 200 that set no cookie, made for a reader who sent no cookie but the display choices.
* Under: the count of public changes as it was before the page was made, the full address, and every display choice.
"""

import gzip
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Concatenate

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from foundation.design.preferences import ELDER_COOKIE, THEME_COOKIE, read_preferences
from foundation.publication.memory import PAGES, stamp_of

MAX_ADDRESS = 500
NO_PAGES = ("/covers/", "/m/", "/files/", "/media/", "/api/")
"""Where no page lies: pictures and files must not cost a look at the count."""
PERSONAL_COOKIES = frozenset({settings.SESSION_COOKIE_NAME, "messages"})
DISPLAY_COOKIES = frozenset({THEME_COOKIE, ELDER_COOKIE, settings.LANGUAGE_COOKIE_NAME})

KEYED_HEADERS = frozenset({"cookie", "accept-encoding"})

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def same_for_visitors[**P](view: View[P]) -> View[P]:
    """Say of a view that all visitors who ask for the same address with the same display choices get the same page."""

    @wraps(view)
    def marked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return mark_same_for_visitors(view(request, *args, **kwargs))

    return marked


def mark_same_for_visitors[R: HttpResponseBase](response: R) -> R:
    """Mark one answer as the same for all visitors, and tell browsers to ask each time whether it still holds."""
    response.is_same_for_visitors = True  # type: ignore[attr-defined]
    patch_vary_headers(response, ["Cookie"])
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
    return response


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it goes out, plain and compressed. There are no secrets in it that compression could betray."""

    body: bytes
    compressed: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str

    @classmethod
    def of(cls, response: HttpResponse) -> "KeptPage":
        """Keep *response*."""
        headers = tuple((name, value) for name, value in response.items() if name not in ("Content-Length", "ETag"))
        etag = f'W/"{sha256(response.content).hexdigest()[:20]}"'
        return cls(response.content, gzip.compress(response.content, 6, mtime=0), headers, etag)

    @property
    def size(self) -> int:
        """Return how many bytes it takes."""
        return len(self.body) + len(self.compressed) + sum(len(name) + len(value) for name, value in self.headers)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return it as an answer to *request*: not at all when the browser has it, compressed when the browser takes that."""
        takes_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        body = self.compressed if takes_gzip else self.body
        headers = {**dict(self.headers), "ETag": self.etag, "Content-Length": str(len(body))}
        if takes_gzip:
            headers["Content-Encoding"] = "gzip"
        response = HttpResponse(body, headers=headers)
        if "HTTP_IF_NONE_MATCH" not in request.META:
            return response
        held: Any = get_conditional_response(request, etag=self.etag, response=response)
        return held


class VisitorPageMiddleware:
    """Give visitors the pages that were kept. It stands around everything that writes headers, so that these are kept too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.REMEMBERED_PAGE_BYTES or not _is_from_visitor(request):
            return self.get_response(request)
        stamp = stamp_of(request)
        if stamp is None:
            return self.get_response(request)
        key = _key(request)
        kept: KeptPage | None = PAGES.get(stamp, key)
        if kept is None:
            response = self.get_response(request)
            if not _may_keep(request, response):
                return response
            patch_vary_headers(response, ["Accept-Encoding"])
            kept = KeptPage.of(response)
            PAGES.keep(stamp, key, kept, kept.size)
        return kept.answer(request)


def _is_from_visitor(request: HttpRequest) -> bool:
    """Tell whether *request* asks for a whole page and comes from nobody in particular."""
    meta = request.META
    return (
        request.method == "GET"
        and not request.path.startswith(NO_PAGES)
        and "HTTP_AUTHORIZATION" not in meta
        and not any(name.startswith("HTTP_HX_") for name in meta)
        and PERSONAL_COOKIES.isdisjoint(request.COOKIES)
        and len(request.get_full_path()) <= MAX_ADDRESS
    )


def _key(request: HttpRequest) -> Hashable:
    """Return everything that a page for visitors varies by."""
    return (request.scheme, request.get_host(), request.get_full_path(), read_preferences(request), timezone.localdate())


def _may_keep(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        getattr(response, "is_same_for_visitors", False)
        and isinstance(response, HttpResponse)
        and response.status_code == HTTPStatus.OK
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and "no-store" not in response.get("Cache-Control", "")
        and "nonce-" not in response.get("Content-Security-Policy", "")
        and all(name in KEYED_HEADERS or name.startswith("hx-") for name in _varies_by(response))
        and DISPLAY_COOKIES.issuperset(request.COOKIES)
    )


def _varies_by(response: HttpResponse) -> list[str]:
    return [name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()]
