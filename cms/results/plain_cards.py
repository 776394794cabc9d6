"""Cards of what belongs to no course: teachers, organisations, news; read anew from the database like the others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cms.pages.models import NewsPage
from organisations.api import shown_organisations, shown_teachers
from search.api import Hit

type Facts = dict[int, str]


@dataclass(frozen=True)
class PlainCard:
    """A result of its own. ``by`` is what it is in one line: the job title, the kind of organisation, the date."""

    kind: str
    url: str
    title: SafeString
    note: SafeString
    by: str
    course: None = None


def plain_cards(hits: Sequence[Hit]) -> dict[tuple[str, int], PlainCard]:
    """Return the cards of teachers, organisations and news that may be seen now, by kind and pk; a query a kind at most."""
    cards: dict[tuple[str, int], PlainCard] = {}
    for kind, read in _READERS.items():
        found = {hit.pk: hit for hit in hits if hit.kind == kind}
        facts = read(list(found)) if found else {}
        for pk in found.keys() & facts.keys():
            hit = found[pk]
            cards[kind, pk] = PlainCard(kind, hit.url, hit.title_html, hit.snippet_html, facts[pk])
    return cards


def _teachers(ids: list[int]) -> Facts:
    return dict(shown_teachers().filter(pk__in=ids).values_list("pk", "job_title"))


def _organisations(ids: list[int]) -> Facts:
    return {found.pk: str(found.get_kind_display()) for found in shown_organisations().filter(pk__in=ids)}


def _news(ids: Iterable[int]) -> Facts:
    open_news = NewsPage.objects.open().filter(pk__in=ids).values_list("pk", "published_on")
    return {pk: date.isoformat() for pk, date in open_news}


_READERS: dict[str, Callable[[list[int]], Facts]] = {"teacher": _teachers, "organisation": _organisations, "news": _news}
