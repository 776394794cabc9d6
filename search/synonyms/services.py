"""Changing the operators' synonyms, and looking at what a change would do."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.api import InvalidInput, NotAllowed, record_audit
from search.analysis.folding import fold_text
from search.analysis.stopwords import STOP_WORDS
from search.analysis.tokens import query_terms
from search.answers.selectors import search
from search.answers.types import SearchQuery
from search.synonyms.models import Synonym
from search.synonyms.selectors import synonym_table
from search.synonyms.tables import build_table, laid_over

MAX_LENGTH = 40
PREVIEWED = 10


@dataclass(frozen=True)
class Preview:
    """What a word finds now and what it would find: numbers and the first titles."""

    before_total: int
    before: list[SafeString]
    after_total: int
    after: list[SafeString]


def read_others(text: str) -> list[str]:
    """Return the words of a list that a person typed, with any usual separator."""
    for separator in "，、;；\n":
        text = text.replace(separator, ",")
    return list(dict.fromkeys(" ".join(word.split()) for word in text.split(",") if word.strip()))


def check_synonym(word: str, others: list[str]) -> None:
    """Refuse what could never work, saying what to do instead."""
    if not query_terms(fold_text(word)) or len(word) > MAX_LENGTH:
        raise InvalidInput(_("请填一个 40 字以内的词。"), fields={"word": _("请填一个 40 字以内的词")})
    if fold_text(word) in STOP_WORDS:
        raise InvalidInput(_("“%(word)s”是搜索时略去的词，加同义词没有用。请换成具体的词。") % {"word": word}, fields={"word": ""})
    good = [other for other in others if query_terms(fold_text(other)) and len(other) <= MAX_LENGTH]
    if not others or good != others:
        raise InvalidInput(
            _("请填至少一个同义词，每个 40 字以内，用逗号分开。"), fields={"others": _("每个 40 字以内，用逗号分开")}
        )


def preview_synonym(word: str, others: list[str], *, is_one_way: bool) -> Preview:
    """Return what *word* finds now and with these synonyms; nothing is saved."""
    check_synonym(word, others)
    table = synonym_table()
    changed = laid_over(build_table([(word, others, is_one_way)]), table)
    query = SearchQuery(text=word, page_size=PREVIEWED)
    before, after = search(query, synonyms=table), search(query, synonyms=changed)
    return Preview(before.total, [hit.title_html for hit in before.hits], after.total, [hit.title_html for hit in after.hits])


@transaction.atomic
def add_synonym(word: str, others: list[str], *, is_one_way: bool, actor: Any) -> Synonym:
    """Save synonyms of *word*, added to those it has; every process uses them from its next search on."""
    if not actor.has_perm("search.change_synonym"):
        raise NotAllowed(_("您不能修改同义词，请联系平台管理员。"))
    check_synonym(word, others)
    row, _created = Synonym.objects.select_for_update().get_or_create(
        word=word, defaults={"others": others, "is_one_way": is_one_way}
    )
    before = list(row.others)
    row.others = list(dict.fromkeys([*others, *before]))
    row.is_one_way, row.is_active = is_one_way, True
    row.save()
    record_audit(actor=actor, action="search.add_synonym", subject=row, changes={"others": [before, row.others]})
    return row
