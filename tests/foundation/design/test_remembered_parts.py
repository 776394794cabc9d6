"""Parts of pages that are kept: the same for everybody, apart by their keys, anew when told so."""

from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from foundation.publication import memory
from foundation.publication.memory import Memory
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> Memory:
    """An empty store, for this test alone."""
    store = Memory(100_000)
    monkeypatch.setattr(memory, "PARTS", store)
    return store


def render(text: str, **values: Any) -> str:
    """Render *text* as a page that somebody asked for just now."""
    request = RequestFactory().get("/")
    return Template("{% load design %}" + text).render(Context({"request": request, **values}))


@pytest.mark.django_db(transaction=True)
def test_a_part_is_rendered_once_for_each_key_and_language_until_something_public_changes():
    text = '{% remembered "greeting" who %}{{ word }}{% endremembered %}'

    assert [render(text, who=1, word="早"), render(text, who=1, word="晚"), render(text, who=2, word="午")] == ["早", "早", "午"]
    with translation.override("en"):
        assert render(text, who=1, word="morning") == "morning"
    OrganisationFactory()
    assert render(text, who=1, word="晚") == "晚"


@pytest.mark.django_db(transaction=True)
def test_a_reader_never_gets_into_a_part_even_where_a_template_asks_for_one():
    person = PersonFactory(full_name="林晓芸")
    personal = "{{ user.full_name }}{{ csrf_token }}{% for text in messages %}{{ text }}{% endfor %}"
    text = '{% remembered "slip" %}' + personal + "{% endremembered %}"

    assert render(text, user=person, csrf_token="secret", messages=["只给一个人"]) == ""


@pytest.mark.django_db(transaction=True)
def test_a_part_may_be_told_to_be_rendered_anew(parts):
    text = '{% remembered "course" 7 unless is_draft %}{{ word }}{% endremembered %}'

    assert [render(text, is_draft=True, word=word) for word in ("草稿", "改稿")] == ["草稿", "改稿"]
    assert list(parts._kept) == []
    assert render(text, is_draft=False, word="公开") == "公开"


@pytest.mark.django_db(transaction=True)
def test_an_empty_part_is_remembered_as_well(django_assert_num_queries):
    asked: list[int] = []
    text = '{% remembered "nothing" %}{{ lookup }}{% endremembered %}'

    assert [render(text, lookup=lambda: asked.append(1) or "") for _page in range(3)] == ["", "", ""]
    assert len(asked) == 1


def test_a_part_without_a_name_is_a_mistake():
    with pytest.raises(TemplateSyntaxError, match="name in quotes"):
        Template("{% load design %}{% remembered name %}{% endremembered %}")
