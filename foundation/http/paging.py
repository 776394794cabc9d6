"""Pages of long lists."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def paginate(queryset: QuerySet[Any], request: HttpRequest, per_page: int, *, name: str = "page") -> Page[Any]:
    """Return the page that *request* asks for in its parameter *name*; the queryset must be ordered.

    An address that somebody typed or kept never fails: too high means the last page, too low or nonsense the first.
    """
    paginator = Paginator(queryset, per_page)
    return paginator.page(min(_wished(request.GET.get(name, "")), paginator.num_pages))


def _wished(text: str) -> int:
    """Return the page number written in *text*, at least 1 and never longer than nine digits."""
    digits = text.strip()
    if not digits.isdecimal():
        return 1
    return max(1, int(digits)) if len(digits) < 10 else 10**9
