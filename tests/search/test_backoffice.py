"""Wagtail's admin search and page chooser find part of a Chinese word."""

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from tests.factories.accounts import PersonFactory
from tests.factories.courses import CoursePageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    """A page whose title and content are in Wagtail's index."""
    course = CoursePageFactory(title="低压电工作业安全")
    lesson = LessonPageFactory(course=course, title="万用表 C++ 入门")
    backend = get_search_backend()
    for made in (course, lesson):
        backend.add_bulk(type(made), [made])
    return Page.objects.get(pk=course.pk)


@pytest.mark.parametrize("text", ["电工", "電工", "工作业", "低压 安全", "电", "安全 低压电工"])
def test_part_of_a_word_is_found(page: Page, text: str) -> None:
    assert [found.pk for found in Page.objects.all().search(text)] == [page.pk]
    assert [found.pk for found in Page.objects.all().autocomplete(text)] == [page.pk]


@pytest.mark.parametrize("text", ["焊工", "电安", "'; DROP TABLE x", "& | ! <-> :*", "\\", "", "，。", "\x00"])
def test_what_is_not_there_is_not_found_and_signs_are_text(page: Page, text: str) -> None:
    assert list(Page.objects.all().search(text)) == []


def test_the_choosers_and_the_search_of_the_admin_use_it(page: Page, client: Client) -> None:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))

    for address in ("/admin/pages/search/", "/admin/choose-page/search/"):
        answer = client.get(address, {"q": "电工"})
        assert (answer.status_code, "低压电工作业安全" in answer.content.decode()) == (200, True)
