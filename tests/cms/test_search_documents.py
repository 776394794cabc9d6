"""News is found from its publication until it is taken off."""

import pytest

from cms.pages.models import NewsPage
from search.api import SearchQuery, search
from tests.factories.cms import NewsPageFactory, site_with_pages

pytestmark = pytest.mark.django_db


def _found(text: str) -> list[tuple[str, int]]:
    return [(hit.kind, hit.pk) for hit in search(SearchQuery(text=text, kinds=["news"])).hits]


def test_news_comes_with_publication_and_goes_with_it() -> None:
    site_with_pages()
    page = NewsPageFactory(title="春季招生简章", live=False)
    assert _found("招生") == []

    page.save_revision().publish()
    assert _found("招生") == [("news", page.pk)]

    NewsPage.objects.get(pk=page.pk).unpublish()
    assert _found("招生") == []


def test_deleted_news_is_gone() -> None:
    site_with_pages()
    page = NewsPageFactory(title="春季招生简章")
    page.save_revision().publish()

    page.delete()

    assert _found("招生") == []
