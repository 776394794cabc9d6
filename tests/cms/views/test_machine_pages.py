"""Pages for machines: robots, site map, feed, manifest."""

from xml.etree import ElementTree

import pytest

from cms.api import StandardPage
from tests.factories.cms import NewsPageFactory, site_with_pages
from tests.factories.courses import CoursePageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def home():
    return site_with_pages()


def test_robots_are_kept_out_of_what_belongs_to_one_person(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /my/", "Disallow: /teach/", "Disallow: /review/", "Disallow: /accounts/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_the_map_shows_public_pages_and_neither_drafts_nor_lessons(client):
    course = CoursePageFactory(slug="baduanjin")
    LessonPageFactory(course=course)
    CoursePageFactory(slug="draft", live=False)
    StandardPage.objects.get(slug="privacy").unpublish()

    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    section = ElementTree.fromstring(client.get("/sitemap-pages.xml").content)

    assert [place.text for place in index.iter(f"{MAP}loc")] == ["http://testserver/sitemap-pages.xml"]
    paths = {place.text.removeprefix("http://localhost") for place in section.iter(f"{MAP}loc")}
    assert {"/", "/courses/baduanjin/", "/help/", "/services/health/"} <= paths
    assert {path for path in paths if "draft" in path or "lesson" in path or "privacy" in path} == set()


def test_the_feed_is_well_formed_whatever_is_in_the_news(client):
    NewsPageFactory(title="<b>&]]></b>", summary="报名 & 缴费")

    feed = ElementTree.fromstring(client.get("/news/feed.xml").content)

    item = feed.find("channel/item")
    assert (item.findtext("title"), item.findtext("description")) == ("<b>&]]></b>", "报名 & 缴费")


def test_the_home_screen_manifest_names_the_site(client):
    manifest = client.get("/manifest.webmanifest")

    assert manifest["Content-Type"] == "application/manifest+json"
    assert manifest.json()["name"] == "知行学堂"


def test_a_missing_page_says_so_in_the_sites_own_look(client):
    answer = client.get("/no-such-page/")

    assert answer.status_code == 404
    assert "这一页不在架上" in answer.content.decode()


def test_the_page_for_faults_needs_no_database(django_assert_num_queries):
    from django.test import RequestFactory
    from django.views.defaults import server_error

    with django_assert_num_queries(0):
        answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "您学过的记录和证书都在" in answer.content.decode()
