"""Home, news, the ten kinds and standard pages."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.api import HomePage, NewsIndexPage, ServiceKindPage, StandardPage
from cms.pages.course_shelf import shelf
from courses.api import CoursePage, ServiceKind
from tests.factories.accounts import PersonFactory
from tests.factories.cms import NewsPageFactory, site_with_pages
from tests.factories.courses import CoursePageFactory, LessonPageFactory
from tests.factories.learning import EnrolmentFactory

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>'


def _recorded() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


@pytest.fixture
def home() -> HomePage:
    return site_with_pages()


def counts() -> dict[str, int]:
    return {spine.kind.value: spine.count for spine in shelf({}) if spine.count}


class TestShelf:
    def test_a_course_counts_in_each_of_its_kinds(self, home):
        CoursePageFactory(service_kinds=[ServiceKind.HEALTH, ServiceKind.FAMILY])
        CoursePageFactory(service_kinds=[ServiceKind.HEALTH])

        assert counts() == {"health": 2, "family": 1}

    def test_drafts_and_courses_taken_back_do_not_count(self, home):
        CoursePageFactory(service_kinds=[ServiceKind.HEALTH], live=False)
        CoursePageFactory(service_kinds=[ServiceKind.HEALTH]).unpublish()

        assert counts() == {}

    def test_a_spine_leads_to_its_landing_page_or_to_the_catalogue(self, home):
        ServiceKindPage.objects.get(kind="mind").delete()

        urls = {spine.kind.value: spine.url for spine in shelf(ServiceKindPage.addresses(RequestFactory().get("/")))}

        assert (urls["health"], urls["mind"]) == ("/services/health/", "/courses/?service_kind=mind")

    def test_the_addresses_of_the_sites_are_looked_up_once(self, home, settings, django_assert_num_queries):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

        with django_assert_num_queries(3):  # the landing pages, the roots of all sites, the site of the request
            assert len(ServiceKindPage.addresses(RequestFactory().get("/"))) == 10


class TestHome:
    def test_new_courses_stand_first_and_drafts_nowhere(self, client, home):
        CoursePageFactory(title="量血压：一天三次")
        CoursePageFactory(title="还没写完的课", live=False)

        page = client.get("/").content.decode()

        assert '<span class="book__sub">一天三次</span>' in page
        assert "还没写完的课" not in page

    @pytest.mark.parametrize("kind", ["course title", "provider", "headline", "news"])
    def test_words_of_people_are_escaped(self, client, home, kind):
        if kind == "course title":
            CoursePageFactory(title=HOSTILE)
        elif kind == "provider":
            course = CoursePageFactory()
            type(course.organisation).objects.filter(pk=course.organisation_id).update(name=HOSTILE)
        elif kind == "headline":
            HomePage.objects.update(headline=HOSTILE[:30], lead=HOSTILE)
        elif kind == "news":
            NewsPageFactory(title=HOSTILE)

        assert "<script>alert(1)" not in client.get("/").content.decode()

    def test_a_learner_is_led_to_the_lesson_to_go_on_with_and_nobody_else_sees_it(self, client, home):
        lesson = LessonPageFactory(course=CoursePageFactory(title="居家照护", slug="home-care"), title="量血压", slug="pressure")
        enrolment = EnrolmentFactory(course=lesson.get_parent().specific)

        client.force_login(enrolment.person)
        mine = client.get("/").content.decode()
        client.force_login(PersonFactory())
        somebody_elses = client.get("/").content.decode()

        assert '<a href="/courses/home-care/pressure/"><b>第 1 课 量血压</b></a>' in mine
        assert "接着学《" not in somebody_elses

    def test_one_course_and_piece_of_news_cost_as_much_as_three(self, client, home):
        CoursePageFactory()
        NewsPageFactory()
        client.get("/")
        with _recorded() as one:
            client.get("/")
        CoursePageFactory.create_batch(2)
        NewsPageFactory.create_batch(2)
        with _recorded() as three:
            client.get("/")

        assert len(one) == len(three)


class TestServiceKind:
    def test_it_lists_its_own_open_courses_newest_first(self, client, home):
        older = CoursePageFactory(title="防跌倒", service_kinds=[ServiceKind.HEALTH])
        newer = CoursePageFactory(title="量血压", service_kinds=[ServiceKind.FAMILY, ServiceKind.HEALTH])
        CoursePageFactory(title="剪窗花", service_kinds=[ServiceKind.CULTURE])
        CoursePage.objects.filter(pk=newer.pk).update(first_published_at=older.latest_revision_created_at + timedelta(days=1))
        CoursePage.objects.filter(pk=older.pk).update(first_published_at=older.latest_revision_created_at)

        listing = client.get("/services/health/").context["listing"]

        assert [course.title for course in listing] == ["量血压", "防跌倒"]

    def test_one_course_costs_as_much_as_three(self, client, home):
        CoursePageFactory(service_kinds=[ServiceKind.HEALTH])
        client.get("/services/health/")
        with _recorded() as one:
            client.get("/services/health/")
        CoursePageFactory.create_batch(2, service_kinds=[ServiceKind.HEALTH])
        with _recorded() as three:
            client.get("/services/health/")

        assert len(one) == len(three)

    def test_without_courses_it_says_so(self, client, home):
        assert "这里还没有课程" in client.get("/services/mind/").content.decode()


class TestNews:
    def test_the_newest_day_stands_first_and_drafts_nowhere(self, client, home):
        NewsPageFactory(title="旧的", published_on=date(2026, 1, 1))
        NewsPageFactory(title="新的", published_on=date(2026, 3, 1))
        NewsPageFactory(title="草稿", live=False)

        listing = client.get("/news/").context["listing"]

        assert [item.title for item in listing] == ["新的", "旧的"]

    def test_long_lists_are_cut_into_pages(self, client, home):
        NewsPageFactory.create_batch(21)

        second = client.get("/news/?page=2").context["listing"]

        assert (len(second), second.paginator.num_pages) == (1, 2)

    @pytest.mark.parametrize(("asked", "given"), [("0", 1), ("-3", 1), ("x", 1), ("99", 1), ("", 1)])
    def test_page_numbers_that_make_no_sense_give_the_nearest(self, client, home, asked, given):
        NewsPageFactory()

        assert client.get("/news/", {"page": asked}).context["listing"].number == given

    def test_one_piece_costs_as_much_as_three(self, client, home):
        NewsPageFactory()
        client.get("/news/")
        with _recorded() as one:
            client.get("/news/")
        NewsPageFactory.create_batch(2)
        with _recorded() as three:
            client.get("/news/")

        assert len(one) == len(three)

    def test_a_piece_shows_its_day_and_its_text(self, client, home):
        news = NewsPageFactory(published_on=date(2020, 5, 6))

        page = client.get(news.url).content.decode()

        assert '<time datetime="2020-05-06">2020年5月6日 周三</time>' in page
        assert "带身份证到前台登记。" in page


BLOCKS = [
    ("heading", {"text": HOSTILE, "level": "h2"}),
    ("quote", {"text": HOSTILE, "source": HOSTILE}),
    ("callout", {"tone": "warn", "title": HOSTILE, "text": ""}),
    ("contact", {"who": HOSTILE, "phone": "6812 3456", "address": HOSTILE, "hours": HOSTILE}),
    ("accordion", {"items": [{"question": HOSTILE, "answer": "<p>好</p>"}]}),
    (
        "table",
        {
            "columns": [{"type": "text", "heading": HOSTILE}, {"type": "number", "heading": "门"}],
            "rows": [{"values": [HOSTILE, 3]}],
            "caption": HOSTILE,
        },
    ),
]


class TestBlocks:
    @pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0])
    def test_no_block_lets_markup_through(self, client, home, block):
        page = StandardPage.objects.get(slug="help")
        page.body = page.body.stream_block.to_python([{"type": block[0], "value": block[1]}])
        page.save()

        shown = client.get("/help/").content.decode()

        assert "<script>alert(1)" not in shown
        assert "&lt;script&gt;alert(1)" in shown

    def test_a_phone_number_can_be_dialled(self, client, home):
        page = StandardPage.objects.get(slug="help")
        page.body = page.body.stream_block.to_python([{"type": "contact", "value": {"who": "服务台", "phone": "0533-681 2345"}}])
        page.save()

        assert '<a href="tel:05336812345">0533-681 2345</a>' in client.get("/help/").content.decode()


class TestSharing:
    def test_pages_tell_how_they_want_to_be_shared(self, client, home):
        Page.objects.filter(pk=StandardPage.objects.get(slug="help").pk).update(search_description='怎么用 "知行学堂"')

        page = client.get("/help/").content.decode()

        assert '<meta name="description" content="怎么用 &quot;知行学堂&quot;">' in page
        assert '<meta property="og:title" content="使用帮助">' in page
        assert '<link rel="canonical" href="http://localhost/help/">' in page


def test_there_is_one_place_for_news(home):
    assert NewsIndexPage.can_create_at(home) is False
