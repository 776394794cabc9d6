"""People keep searches and are told once about what is new."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.notices.models import Notice
from cms.saved.models import SavedSearch
from cms.saved.services import due_searches, look_again
from search.api import index_documents
from tests.factories.accounts import PersonFactory
from tests.factories.courses import CoursePageFactory

pytestmark = pytest.mark.django_db


def _course(title: str) -> None:
    made = CoursePageFactory(title=title)
    index_documents("course", [made.pk])


def _keep(client: Client, address: str = "?q=电工") -> SavedSearch:
    client.post("/my/searches/save/", {"scope": "courses", "address": address})
    return SavedSearch.objects.get()


def test_what_is_new_is_told_once_and_what_was_there_is_not(client: Client, deliver_events: Callable[[], object]) -> None:
    person = PersonFactory()
    client.force_login(person)
    _course("低压电工")
    kept = _keep(client)

    assert look_again(kept.pk) == 0
    _course("高压电工")
    _course("茶艺")
    assert look_again(kept.pk) == 1
    assert look_again(kept.pk) == 0
    deliver_events()

    notices = Notice.objects.filter(person=person, kind="cms.saved_search_new")
    assert [(notice.context["count"], notice.url) for notice in notices] == [("1", "/courses/?q=%E7%94%B5%E5%B7%A5")]


def test_keeping_twice_is_one_and_stopping_ends_it(client: Client) -> None:
    client.force_login(PersonFactory())
    kept = _keep(client, "?q=电工&page=3&sort=new")
    assert _keep(client, "?q=电工").pk == kept.pk
    assert "电工" in client.get("/my/searches/").content.decode()

    client.post(f"/my/searches/{kept.pk}/stop/")

    assert SavedSearch.objects.count() == 0


def test_nobody_stops_the_search_of_another(client: Client) -> None:
    client.force_login(PersonFactory())
    kept = _keep(client)
    client.force_login(PersonFactory())

    client.post(f"/my/searches/{kept.pk}/stop/")

    assert SavedSearch.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize("data", [{}, {"scope": "x", "address": "?q=a"}, {"scope": "search", "address": "?level=a"}])
def test_what_makes_no_search_is_refused(client: Client, data: dict[str, str]) -> None:
    client.force_login(PersonFactory())

    assert client.post("/my/searches/save/", data).status_code == 302
    assert SavedSearch.objects.count() == 0


def test_twenty_are_enough(client: Client) -> None:
    client.force_login(PersonFactory())
    for number in range(22):
        client.post("/my/searches/save/", {"scope": "search", "address": f"?q=电工{number}"})

    assert SavedSearch.objects.count() == 20


def test_a_search_is_due_a_day_later(client: Client) -> None:
    client.force_login(PersonFactory())
    kept = _keep(client)
    assert due_searches(5) == []

    SavedSearch.objects.update(looked_at="2026-01-01T00:00Z")

    assert due_searches(5) == [kept.pk]
