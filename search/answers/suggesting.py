"""Suggestions while typing: words to search for, and documents to open at once."""

from collections.abc import Sequence

from django.db.models import Q

from search.analysis.folding import fold_text
from search.analysis.sound import typed_sound
from search.analysis.tokens import query_terms
from search.answers.highlighting import mark, pattern_for
from search.answers.planning import make_group
from search.answers.types import Suggestion
from search.documents.models import Document
from search.engines.postgres import PostgresEngine
from search.enums import Visibility
from search.names.selectors import names_beginning, names_by_sound

MAX_TYPED = 40
DIRECT = 3
WORD = "word"


def suggest(prefix: str, limit: int = 8, *, kinds: Sequence[str] = ()) -> list[Suggestion]:
    """Return what *prefix* may become: words first, each with the number of documents it finds, then documents to open.

    Only words that a visible document contains are offered.
    """
    typed = " ".join(fold_text(prefix[:MAX_TYPED]).split())
    if not query_terms(typed):
        return []
    names = _names(typed, limit)
    words = _words(names, typed, limit - DIRECT, kinds)
    return [*words, *_direct([typed, *names[:1]], typed, kinds)][:limit]


def _names(typed: str, limit: int) -> list[str]:
    names = names_beginning(typed, 2 * limit)
    if typed.isascii() and (sound := typed_sound(typed)):
        names += names_by_sound(sound, limit)
    return list(dict.fromkeys(names))


def _words(names: list[str], typed: str, limit: int, kinds: Sequence[str]) -> list[Suggestion]:
    offered = names[: limit + 2]
    counts = PostgresEngine().frequencies([make_group([name]) for name in offered], kinds=kinds)
    pattern = pattern_for([typed])
    return [Suggestion(WORD, name, mark(name, pattern), count) for name, count in zip(offered, counts, strict=True) if count][
        :limit
    ]


def _direct(beginnings: list[str], typed: str, kinds: Sequence[str]) -> list[Suggestion]:
    begins = Q()
    for beginning in beginnings:
        begins |= Q(title_key__startswith=beginning)
    documents = Document.objects.filter(begins, visibility=Visibility.PUBLIC, hidden_from=None).exclude(url="")
    if kinds:
        documents = documents.filter(kind__in=kinds)
    rows = documents.order_by("-boost", "-learners", "pk").values_list("kind", "title", "url")[:DIRECT]
    pattern = pattern_for([typed])
    return [Suggestion(kind, title, mark(title, pattern), url=url) for kind, title, url in rows]
