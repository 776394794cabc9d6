"""Operators see what is looked for, without learning who; an empty query becomes a synonym at once."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from search.api import SearchQuery, note_search, search
from search.synonyms.models import Synonym
from search.usage.models import QueryDay
from search.usage.selectors import click_share, empty_queries, ladder_use, top_queries
from search.usage.services import forget_old_queries, note_click
from tests.factories.accounts import PersonFactory
from tests.search.conftest import Library

pytestmark = pytest.mark.django_db
Found = Callable[..., list[str]]


def _look(text: str, times: int = 1) -> None:
    for _number in range(times):
        note_search(text, search(SearchQuery(text=text)))


def test_queries_are_counted_by_wording_with_what_they_led_to(library: Library) -> None:
    library.put("低压电工")
    library.index()
    _look("电工", 3)
    _look("電工")
    _look("养老院", 2)
    assert note_click("电工")

    assert [(row.text, row.searches, row.opened) for row in top_queries()] == [("电工", 4, 25), ("养老院", 2, 0)]
    assert [(row.text, row.searches) for row in empty_queries()] == [("养老院", 2)]
    assert [(row.searches, row.share) for row in ladder_use() if row.searches] == [(4, 67), (2, 33)]
    assert click_share() == 25


@pytest.mark.parametrize("text", ["13700000001", "找 13700000001", "110101199001011234", "a@b.cn", "\x00", " "])
def test_what_may_name_a_person_is_not_kept(text: str) -> None:
    _look(text)

    assert QueryDay.objects.count() == 0


def test_clicks_never_outnumber_searches_and_need_one() -> None:
    _look("养老院")

    assert [note_click("养老院"), note_click("养老院"), note_click("没搜过的")] == [True, False, False]


def test_old_counts_are_forgotten(settings: object) -> None:
    settings.SEARCH_QUERY_DAYS = 10  # type: ignore[attr-defined]
    for days in (9, 11):
        QueryDay.objects.create(day=timezone.localdate() - timezone.timedelta(days=days), text="电工", step="strict")

    assert forget_old_queries() == 1
    assert QueryDay.objects.count() == 1


def test_an_empty_query_becomes_a_synonym_with_a_look_before(library: Library, found: Found, client: Client) -> None:
    library.put("燃气具安装维修工")
    library.index()
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    _look("灶台师傅")
    page = client.get("/admin/search-words/").content.decode()
    assert "/admin/search-words/synonym/?word=%E7%81%B6%E5%8F%B0%E5%B8%88%E5%82%85" in page

    data = {"word": "灶台师傅", "others": "燃气具安装维修工、，"}
    look = client.post("/admin/search-words/synonym/", data | {"look": "1"}).content.decode()
    assert ("现在，0 条" in look, "加了以后，1 条" in look, Synonym.objects.filter(word="灶台师傅").exists()) == (True, True, False)

    saved = client.post("/admin/search-words/synonym/", data | {"save": "1"})
    assert saved["Location"] == "/admin/search-words/"
    assert found("灶台师傅") == ["燃气具安装维修工"]


def test_others_are_refused_and_nothing_changes(client: Client) -> None:
    client.force_login(PersonFactory())
    before = Synonym.objects.count()

    answer = client.post("/admin/search-words/synonym/", {"word": "灶台师傅", "others": "燃气", "save": "1"})

    assert answer.status_code in {302, 403}
    assert Synonym.objects.count() == before


@pytest.mark.parametrize(
    ("word", "others"), [("", "燃气"), ("怎么", "燃气"), ("灶台", "？"), ("灶台", "字" * 41), ("字" * 41, "燃气")]
)
def test_synonyms_that_cannot_work_are_refused_with_a_sentence(client: Client, word: str, others: str) -> None:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))

    page = client.post("/admin/search-words/synonym/", {"word": word, "others": others, "save": "1"})

    assert (page.status_code, 'role="alert"' in page.content.decode()) == (200, True)
    assert not Synonym.objects.filter(word=word).exists()


def test_a_loop_of_synonyms_ends(library: Library, found: Found) -> None:
    library.put("甲工")
    library.index()
    Synonym.objects.create(word="甲工", others=["乙工"])
    Synonym.objects.create(word="乙工", others=["丙工"])
    Synonym.objects.create(word="丙工", others=["甲工", "怎么"])

    assert found("丙工", is_literal=True) == ["甲工"]
    assert found("乙工") == ["甲工"]


def test_a_click_is_counted_for_anybody(client: Client) -> None:
    _look("养老院")

    assert client.post("/search/clicked/", {"q": "养老院"}).status_code == 204
    assert client.get("/search/clicked/").status_code == 405
    assert QueryDay.objects.get().clicks == 1
