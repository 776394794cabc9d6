"""What is remembered of the results page: never old, never somebody's own, and counted each time all the same."""

import re

import pytest
from django.test import Client

from courses.catalogue.models import CoursePage
from foundation.publication import memory
from foundation.publication.memory import Memory
from search.api import index_documents
from search.usage.models import QueryDay
from tests.cms.results.test_views import counts, course, titles
from tests.factories.accounts import PersonFactory
from tests.factories.learning import EnrolmentFactory

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = ("/courses/", "/courses/?q=电工", "/search/?q=电工")


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> Memory:
    """An empty store, for this test alone."""
    store = Memory(1_000_000)
    monkeypatch.setattr(memory, "PARTS", store)
    return store


def read(client: Client, address: str) -> str:
    """Return the page at *address*, asked for twice: the second comes out of the memory where there is one."""
    client.get(address)
    return client.get(address).content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_remembered_list_shows_every_change_at_once(client: Client, address: str) -> None:
    made, other = course("电工一", level="beginner"), course("电工二", level="advanced")
    EnrolmentFactory(course=other)
    assert sorted(titles(read(client, address))) == sorted(["电工一", "电工二"])

    CoursePage.objects.filter(pk=made.pk).update(title="电工新名")
    index_documents("course", [made.pk])
    assert sorted(titles(read(client, address))) == sorted(["电工新名", "电工二"])

    course("电工三", level="beginner")
    html = read(client, address)
    assert sorted(titles(html)) == sorted(["电工新名", "电工二", "电工三"])
    assert counts(html, "level") == {"beginner": 2, "advanced": 1}

    EnrolmentFactory(course=other)
    assert "2 人学" in read(client, address)

    CoursePage.objects.get(pk=made.pk).unpublish()
    assert sorted(titles(read(client, address))) == sorted(["电工二", "电工三"])


def test_a_remembered_list_costs_no_search(client: Client, count_queries) -> None:
    course("电工一")
    client.force_login(PersonFactory())
    read(client, "/courses/")

    assert count_queries(lambda: client.get("/courses/")) == 4  # session, person, changes, notices


def test_readers_share_the_list_and_nothing_of_each_other(client: Client, parts: Memory) -> None:
    course("电工一")
    one, other = PersonFactory(full_name="林晓芸"), PersonFactory(full_name="周大明")
    pages = []
    for person in (one, other, None):
        client.logout()
        if person:
            client.force_login(person)
        pages.append(read(client, "/search/?q=电工"))
    kept = "".join(value for value, _size, _end in parts._kept.values() if isinstance(value, str))

    assert [titles(page) for page in pages] == [["电工一"]] * 3
    assert [("林晓芸" in page, "周大明" in page) for page in pages] == [(True, False), (False, True), (False, False)]
    assert ["有了新的告诉我" in page for page in pages] == [True, True, False]
    tokens = [re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page) for page in pages]
    assert [len(found) for found in tokens] == [1, 1, 0]
    assert [word in kept for word in ("林晓芸", "周大明", "csrfmiddlewaretoken", "有了新的")] == [False] * 4


def test_a_search_is_counted_each_time_though_it_is_remembered(client: Client) -> None:
    course("电工一")
    for _time in range(3):
        client.get("/search/?q=电工")

    found = QueryDay.objects.get(text="电工")
    assert (found.searches, found.results) == (3, 1)


def test_a_ticked_filter_gets_the_words_of_its_own_address(client: Client) -> None:
    course("电工一", level="beginner")
    course("电工二", level="advanced")
    read(client, "/courses/")

    html = client.get("/courses/?level=beginner", headers={"HX-Request": "true", "HX-Target": "results"}).content.decode()

    assert titles(html) == ["电工一"]
    assert "有 1 门课程" in html
