"""Counting what is looked for."""

import re
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from search.analysis.folding import fold_text
from search.answers.types import SearchResults
from search.usage.models import QueryDay

MAX_TEXT = 100
_PERSONAL = re.compile(r"\d{7,}|\S+@\S+")
"""Numbers of phones and identity cards, and mail addresses: who typed them said something about a person."""


def note_search(text: str, results: SearchResults) -> None:
    """Count one search. Wordings that may name a person by number or mail address are not kept."""
    wording = _wording(text)
    if not wording:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO search_queryday (day, text, step, searches, clicks, results) VALUES (%s, %s, %s, 1, 0, %s)
            ON CONFLICT (day, text, step) DO UPDATE SET searches = search_queryday.searches + 1, results = excluded.results""",
            [timezone.localdate(), wording, str(results.step), results.total],
        )


def note_click(text: str) -> bool:
    """Count that a result of today's wording was opened; return whether there was such a search. Never more than searches."""
    today = QueryDay.objects.filter(day=timezone.localdate(), text=_wording(text), clicks__lt=F("searches"))
    newest = today.order_by("-searches").values("pk")[:1]
    return bool(QueryDay.objects.filter(pk__in=newest, clicks__lt=F("searches")).update(clicks=F("clicks") + 1))


def forget_old_queries() -> int:
    """Delete counts older than ``SEARCH_QUERY_DAYS`` days; return how many."""
    oldest = timezone.localdate() - timedelta(days=settings.SEARCH_QUERY_DAYS)
    return QueryDay.objects.filter(day__lt=oldest).delete()[0]


def _wording(text: str) -> str:
    wording = " ".join(fold_text(text.replace("\x00", "")).split())[:MAX_TEXT]
    return "" if _PERSONAL.search(wording) else wording
