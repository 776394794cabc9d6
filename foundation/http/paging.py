"""One page of a long list."""

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest


def paginate[Row: Model](queryset: QuerySet[Row], request: HttpRequest, per_page: int) -> Page[Row]:
    """Return the page of *queryset* that ``?page=`` asks for; a number that makes no sense gives the nearest that does.

    The database cuts the page out; two queries, whatever the length of the list.
    """
    return Paginator(queryset, per_page).get_page(request.GET.get("page"))
