"""Keeping searches, and telling people when one of theirs finds something new."""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person, send_notice
from cms.notices import SAVED_SEARCH_NEW
from cms.results.address import Wish
from cms.results.facets import kind_words
from cms.saved.models import MAX_ADDRESS, SavedSearch
from foundation.api import Conflict, InvalidInput
from search.api import Sort, Step, search

MOST_EACH = 20
NEWEST = 50
REMEMBERED_PAGES = 10
KEPT_KEYS = 2_000
LOOK_AFTER = timedelta(hours=20)
SCOPES = {"courses": ["course"], "search": []}
"""What each results page looks among; none stands for everything."""


def save_search(*, actor: Person, scope: str, address: str) -> SavedSearch:
    """Keep the search of a results page for *actor*; the same one twice is one. What it finds now counts as known."""
    wish = _wish(address)
    if scope not in SCOPES or not wish.text:
        raise InvalidInput(_("请先输入要找的内容，再让我们留意。"))
    address = replace(wish, page=1, sort=Sort.RELEVANCE).address()
    if len(address) > MAX_ADDRESS:
        raise InvalidInput(_("选的条件太多了，请去掉几个再保存。"))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=actor.pk)
        mine = SavedSearch.objects.filter(person=actor)
        found = mine.filter(scope=scope, address=address).first()
        if found is not None:
            return found
        if mine.count() >= MOST_EACH:
            raise Conflict(_("最多留意 %(most)s 个搜索。请先在“留意的搜索”里停掉一个。") % {"most": MOST_EACH})
        seen = _keys(wish, scope, REMEMBERED_PAGES)
        return SavedSearch.objects.create(person=actor, scope=scope, address=address, text=wish.text, seen=seen)


def forget_search(pk: int, *, actor: Person) -> bool:
    """Stop telling *actor* about one of their searches; return whether there was one."""
    return bool(SavedSearch.objects.filter(pk=pk, person=actor).delete()[0])


def forget_searches_of(person_id: int) -> None:
    """Delete the searches of a closed account."""
    SavedSearch.objects.filter(person_id=person_id).delete()


def due_searches(limit: int) -> list[int]:
    """Return the searches that were not looked at for most of a day, the longest waiting first."""
    due = SavedSearch.objects.filter(looked_at__lt=timezone.now() - LOOK_AFTER, person__is_active=True)
    return list(due.order_by("looked_at").values_list("pk", flat=True)[:limit])


@transaction.atomic
def look_again(pk: int) -> int:
    """Run one kept search, tell its person when it finds something new, and return how much. Twice tells once."""
    row = SavedSearch.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is None:
        return 0
    known = set(row.seen)
    new = [key for key in _keys(_wish(row.address), row.scope, 1) if key not in known]
    row.looked_at = timezone.now()
    row.seen = [*new, *row.seen][:KEPT_KEYS]
    row.save(update_fields=["looked_at", "seen"])
    if new:
        send_notice(
            person_ids=[row.person_id],
            kind_key=SAVED_SEARCH_NEW.key,
            context={"text": row.text, "count": str(len(new))},
            url=row.url,
            dedupe_key=f"saved-search:{row.pk}:{new[0]}",
        )
    return len(new)


def _wish(address: str) -> Wish:
    return Wish.read(QueryDict(address.removeprefix("?")))


def _keys(wish: Wish, scope: str, pages: int) -> list[str]:
    """Return what the search finds by its very words, newest first, as ``kind:pk``; corrections tell of nothing new."""
    keys: list[str] = []
    for page in range(1, pages + 1):
        query = replace(wish, sort=Sort.NEW, page=page, is_literal=True).to_query(SCOPES[scope] or list(kind_words()))
        results = search(replace(query, facets=[], page_size=NEWEST))
        keys += [f"{hit.kind}:{hit.pk}" for hit in results.hits] if results.step == Step.STRICT else []
        if page >= results.pages:
            break
    return list(dict.fromkeys(keys))
