"""News that go live and end by the clock."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from cms.api import NewsPage
from cms.pages.schedule import close_due_pages, open_due_pages
from cms.tasks import keep_page_schedule
from courses.models import CoursePage
from tests.factories.cms import NewsPageFactory, site_with_pages
from tests.factories.courses import CoursePageFactory

pytestmark = pytest.mark.django_db


def scheduled(at: datetime) -> NewsPage:
    """Return a piece of news that its editor published for *at*."""
    news = NewsPageFactory(live=False, title="停课通知")
    news.go_live_at = at
    news.save_revision().publish()
    return NewsPage.objects.get(pk=news.pk)


def let_the_day_come(news: NewsPage) -> None:
    past = timezone.now() - timedelta(seconds=1)
    row = Revision.objects.get(object_id=str(news.pk), approved_go_live_at__isnull=False)
    row.content["go_live_at"] = past.isoformat()
    row.approved_go_live_at = past
    row.save()


@pytest.fixture(autouse=True)
def _site(db: None) -> None:
    site_with_pages()


def test_news_are_closed_until_their_day_and_open_once_it_has_come(client: Client) -> None:
    news = scheduled(timezone.now() + timedelta(days=1))
    keep_page_schedule()
    assert not NewsPage.objects.get(pk=news.pk).live
    let_the_day_come(news)

    assert [open_due_pages(), open_due_pages()] == [1, 0]

    assert client.get(NewsPage.objects.get(pk=news.pk).url).status_code == 200


def test_news_end_on_their_last_day(client: Client) -> None:
    news = NewsPageFactory(live=True, expire_at=timezone.now() - timedelta(seconds=1))
    kept = NewsPageFactory(live=True, expire_at=timezone.now() + timedelta(days=1))

    assert [close_due_pages(), close_due_pages()] == [1, 0]

    gone = NewsPage.objects.get(pk=news.pk)
    assert (gone.live, gone.expired, NewsPage.objects.get(pk=kept.pk).live) == (False, True, True)
    assert client.get(news.url).status_code == 404


def test_courses_are_left_to_their_own_services() -> None:
    course = CoursePageFactory(expire_at=timezone.now() - timedelta(days=1))
    Revision.objects.filter(object_id=str(course.pk)).update(approved_go_live_at=timezone.now() - timedelta(days=1))

    assert (open_due_pages(), close_due_pages()) == (0, 0)
    assert CoursePage.objects.get(pk=course.pk).live
