"""Suggestions while typing."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.api import suggest
from tests.search.conftest import KIND, Library


@pytest.fixture
def shelf(library: Library) -> Library:
    """Courses to be offered."""
    library.put("量血压的方法", boost_learners=50)
    library.put("血压与血糖")
    library.put("<b>电工</b>基础")
    library.index()
    return library


@pytest.mark.parametrize("typed", ["血", "血压", "xueya", "xuey", "xy"])
def test_words_and_titles_are_offered(shelf: Library, typed: str) -> None:
    offered = suggest(typed, kinds=[KIND])

    assert ("word", "血压", 2) in [(item.kind, item.text, item.count) for item in offered]
    assert "/1/" in [item.url for item in offered]


def test_titles_are_escaped(shelf: Library) -> None:
    offered = [item for item in suggest("电工", kinds=[KIND]) if item.kind == KIND]

    assert [item.html for item in offered] == ["&lt;b&gt;<mark>电工</mark>&lt;/b&gt;基础"]


def test_what_was_removed_is_not_offered(shelf: Library) -> None:
    shelf.documents.clear()
    from search.documents.services import index_documents

    index_documents(KIND, [1, 2, 3])

    assert suggest("血压", kinds=[KIND]) == []


@pytest.mark.parametrize("typed", ["", " ", "，", "%", "_", "zzzz"])
def test_nothing_to_offer(shelf: Library, typed: str) -> None:
    assert suggest(typed, kinds=[KIND]) == []


def test_the_address_answers_json_that_may_be_shared(shelf: Library, client: Client) -> None:
    response = client.get("/api/search/suggestions", {"q": "血压"})

    assert [item["text"] for item in json.loads(response.content) if item["kind"] == "word"] == ["血压"]
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies


def test_few_queries(shelf: Library, django_assert_max_num_queries: Callable[[int], object]) -> None:
    with django_assert_max_num_queries(5):
        suggest("xy", kinds=[KIND])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_no_text_raises_an_error(shelf: Library, text: str) -> None:
    assert len(suggest(text, 8)) <= 8
