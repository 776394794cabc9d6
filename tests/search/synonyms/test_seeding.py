"""A new site knows everyday wording; operators change it in the admin."""

import pytest
from django.test import Client

from search.synonyms.models import Synonym
from search.synonyms.seeding import seed_rows
from search.synonyms.selectors import synonym_table
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db


def test_a_new_site_has_every_word_of_the_seed_once() -> None:
    words = [word for word, _ in seed_rows()]

    assert len(words) == len(set(words))
    assert set(Synonym.objects.values_list("word", flat=True)) == set(words)
    assert synonym_table()["褥疮"] == ("压疮",)
    assert "压疮" not in synonym_table()


def test_an_operator_adds_a_synonym_in_the_admin(client: Client) -> None:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))

    client.post("/admin/snippets/search/synonym/add/", {"word": "大厨", "others": "烹调师, 厨师", "is_active": "on"})

    assert Synonym.objects.get(word="大厨").others == ["烹调师", "厨师"]


def test_a_resident_cannot(client: Client) -> None:
    client.force_login(PersonFactory())
    before = Synonym.objects.count()

    response = client.post("/admin/snippets/search/synonym/add/", {"word": "大厨", "others": "烹调师"})

    assert response.status_code == 302
    assert Synonym.objects.count() == before
