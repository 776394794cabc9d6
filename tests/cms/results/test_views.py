"""The results page: the catalogue and the search."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.safestring import mark_safe
from pytest_django import DjangoAssertNumQueries
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from cms.results.cards import cards_of
from courses.catalogue.models import CoursePage, LessonPage
from foundation.design.cover_addresses import address_of_book
from media_pipeline.api import Asset, attach_captions
from search.api import Hit, index_documents
from tests.factories.accounts import PersonFactory
from tests.factories.cms import NewsPageFactory, site_with_pages
from tests.factories.courses import CoursePageFactory, LessonPageFactory, SubjectFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory, TeacherProfileFactory

pytestmark = pytest.mark.django_db


def course(title: str, **facts: object) -> CoursePage:
    """Make a live course that is indexed."""
    made = CoursePageFactory(title=title, **facts)
    index_documents("course", [made.pk])
    return made


def titles(html: str) -> list[str]:
    """Return the titles of the cards, without marks."""
    found = re.findall(r'class="reach" href="[^"]*">(.*?)</a>', html)
    return [re.sub(r"</?mark>", "", title) for title in found]


def counts(html: str, facet: str) -> dict[str, int]:
    """Return the counts beside the values of one facet."""
    found = re.findall(rf'name="{facet}" value="([^"]*)"[^>]*>.*?choice__count">([\d,]+)<', html)
    return {value: int(number) for value, number in found}


def test_the_catalogue_lists_live_courses(client: Client) -> None:
    course("低压电工作业")
    course("草稿", live=False)

    html = client.get("/courses/").content.decode()

    assert titles(html) == ["低压电工作业"]
    assert "全部课程，共 1 门" in html


def test_a_search_marks_what_was_typed(client: Client) -> None:
    course("低压电工作业")
    course("茶艺")

    html = client.get("/courses/", {"q": "電工"}).content.decode()

    assert titles(html) == ["低压电工作业"]
    assert "低压<mark>电工</mark>作业" in html


def test_lessons_are_found_under_search_only(client: Client) -> None:
    made = course("低压电工作业")
    LessonPageFactory(course=made, title="万用表怎么量")
    index_documents("course", [made.pk])

    assert "万用表怎么量" in titles(client.get("/search/", {"q": "万用表"}).content.decode())
    assert titles(client.get("/courses/", {"q": "万用表"}).content.decode()) == ["低压电工作业"]


def test_a_course_taken_off_behind_the_index_never_shows(client: Client) -> None:
    made = course("低压电工作业")
    lesson = LessonPageFactory(course=made, title="电工入门")
    index_documents("course", [made.pk])
    CoursePage.objects.filter(pk=made.pk).update(live=False)

    for address in ("/courses/", "/courses/?q=电工", "/search/?q=电工"):
        html = client.get(address).content.decode()
        assert titles(html) == []
        assert lesson.title not in re.sub(r"<title>.*?</title>", "", html)


def test_counts_hold_when_filters_are_combined(client: Client) -> None:
    health, it = SubjectFactory(slug="health"), SubjectFactory(slug="it")
    course("一", subject=health, level="beginner", service_kinds=["health"])
    course("二", subject=health, level="advanced", service_kinds=["health", "skill"])
    course("三", subject=it, level="beginner", service_kinds=["skill"])

    html = client.get("/courses/?subject=health&service_kind=skill").content.decode()

    assert titles(html) == ["二"]
    assert counts(html, "subject") == {"health": 1, "it": 1}
    assert counts(html, "service_kind") == {"health": 2, "skill": 1}
    assert counts(html, "level") == {}  # one value is no choice


def test_several_values_of_one_facet_add_up(client: Client) -> None:
    course("一", level="beginner")
    course("二", level="advanced")
    course("三", level="intermediate")

    html = client.get("/courses/?level=beginner&level=advanced").content.decode()

    assert sorted(titles(html)) == ["一", "二"]
    assert counts(html, "level") == {"beginner": 1, "intermediate": 1, "advanced": 1}


def test_a_chip_leads_to_the_page_without_its_value(client: Client) -> None:
    course("一", level="beginner", service_kinds=["skill"])
    course("二", level="advanced", service_kinds=["skill"])

    html = client.get("/courses/?level=beginner&service_kind=skill&page=1").content.decode()

    assert re.findall(r'class="chip" href="([^"]*)"', html) == ["?level=beginner", "?service_kind=skill"]


@pytest.mark.parametrize(
    "address",
    [
        "/courses/?page=0", "/courses/?page=-1", "/courses/?page=999999999999", "/courses/?page=x", "/courses/?sort=x",
        "/courses/?level=x", "/courses/?level=%00", "/courses/?q=%00", "/courses/?q=" + "a" * 2000, "/courses/?" + "level=x&" * 300,
        "/courses/?q=%22", "/courses/?q=%F0%A0%AE%B7", "/courses/?q=%ED%A0%80", "/courses/?q=電工&exact=1", "/search/?kind=x",
        "/search/", "/courses/?page=%C2%B2",
    ],
)  # fmt: skip
def test_addresses_that_make_no_sense_give_a_page(client: Client, address: str) -> None:
    course("低压电工作业")

    assert client.get(address).status_code == 200


def test_markup_in_titles_names_and_queries_stays_text(client: Client) -> None:
    evil = "<script>alert(1)</script>电工"
    course(
        evil,
        summary=evil,
        organisation=OrganisationFactory(name=evil),
        subject=SubjectFactory(name=evil[:30]),
        owner__full_name=evil,
    )
    course("其他电工", subject=SubjectFactory())

    for address in ("/courses/", "/search/"):
        html = client.get(address, {"q": evil, "level": evil}).content.decode()
        html += client.get(address, {"q": "电工"}).content.decode()
        assert "<script>alert" not in html


def test_an_empty_answer_says_what_to_do(client: Client) -> None:
    course("低压电工作业", level="beginner")

    nothing = client.get("/courses/", {"q": "龘靐齉"}).content.decode()
    too_narrow = client.get("/courses/", {"q": "电工", "level": "advanced"}).content.decode()

    assert "没有找到“龘靐齉”" in nothing
    assert "换个说法试试" in nothing
    assert "去掉全部条件" in too_narrow


def test_a_corrected_search_says_so_and_offers_the_literal_one(client: Client) -> None:
    course("低压电工作业")
    from search.names.services import refresh_names

    refresh_names()

    html = client.get("/courses/", {"q": "diangong"}).content.decode()

    assert titles(html) == ["低压电工作业"]
    assert "这里是“电工”的结果" in html
    assert 'href="?q=diangong&amp;exact=1"' in html


def test_a_ticked_filter_gets_the_list_and_the_counts_alone(client: Client) -> None:
    course("一", level="beginner")
    course("二", level="advanced")

    html = client.get("/courses/?level=beginner", headers={"HX-Request": "true", "HX-Target": "results"}).content.decode()

    assert titles(html) == ["一"]
    assert "<html" not in html
    assert 'id="filters-body" hx-swap-oob="true"' in html


def test_the_page_is_kept_from_shared_caches(client: Client) -> None:
    response = client.get("/courses/")

    assert set(response["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert {"Cookie", "HX-Target"} <= set(re.split(r",\s*", response["Vary"]))


@pytest.mark.parametrize("address", ["/courses/", "/courses/?q=电工", "/search/?q=电工", "/courses/?level=beginner"])
def test_queries_do_not_grow_with_the_list(client: Client, address: str) -> None:
    def shelve(copies: int) -> int:
        for number in range(copies):
            made = course(f"电工{number}")
            LessonPageFactory(course=made, title=f"电工实操{number}")
            index_documents("course", [made.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    with_one = shelve(1)
    with_three = shelve(2)

    assert with_three == with_one
    assert with_one <= 16


def test_a_signed_in_person_sees_the_same_list(client: Client) -> None:
    course("低压电工作业")
    client.force_login(PersonFactory())

    assert titles(client.get("/courses/").content.decode()) == ["低压电工作业"]


def test_a_card_reads_nothing_beyond_the_one_query_for_all_courses(
    django_assert_num_queries: DjangoAssertNumQueries, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = Image.objects.create(title="血压计", file=get_test_image_file(), focal_point_x=9, focal_point_y=9)
    made = CoursePageFactory(title="量血压", cover=picture, owner=PersonFactory(full_name="李明"))
    hits = [Hit("course", made.pk, mark_safe("量血压"), mark_safe(""), "/courses/x/", {})]

    with django_assert_num_queries(3):  # who may see what, the courses, their teachers
        (card,) = cards_of(hits)
        shown = render_to_string("cms/results/card.html", {"card": card})

    assert card.by == f"{made.organisation.short_name or made.organisation.name}，李明"
    assert shown.count(address_of_book("量血压", "skill", image=picture)) == 1
    assert shown.count(str(made.get_level_display())) == 1


def test_cards_are_checked_against_the_database_each_time() -> None:
    made = CoursePageFactory()
    hits = [Hit("course", made.pk, mark_safe(""), mark_safe(""), "/courses/x/", {})]
    before = len(cards_of(hits))

    CoursePage.objects.get(pk=made.pk).unpublish()

    assert (before, cards_of(hits)) == (1, [])


def test_teachers_organisations_and_news_are_found_and_read_anew(client: Client) -> None:
    site_with_pages()
    grant = RoleGrantFactory(person__full_name="欧阳慧敏", organisation__name="慧敏学院")
    profile = TeacherProfileFactory(person=grant.person)
    news = NewsPageFactory(title="慧敏老师开新课")
    for kind, pk in (("teacher", profile.pk), ("organisation", grant.organisation_id), ("news", news.pk)):
        index_documents(kind, [pk])

    shown = titles(client.get("/search/?q=慧敏").content.decode())
    assert sorted(shown) == ["慧敏学院", "慧敏老师开新课", "欧阳慧敏"]
    assert titles(client.get("/search/?q=慧敏&kind=teacher").content.decode()) == ["欧阳慧敏"]

    type(grant).objects.filter(pk=grant.pk).update(ended_at=timezone.now())
    type(news).objects.filter(pk=news.pk).update(live=False)
    assert titles(client.get("/search/?q=慧敏").content.decode()) == ["慧敏学院"]


def test_tabs_count_each_kind_whatever_tab_is_open(client: Client) -> None:
    made = course("低压电工作业")
    LessonPageFactory(course=made, title="电工入门")
    index_documents("course", [made.pk])

    for address in ("/search/?q=电工", "/search/?q=电工&kind=lesson"):
        html = client.get(address).content.decode()
        tabs = re.findall(r'class="tabs__tab"[^>]*>(\S+) <span class="quiet">([\d,]+)<', html)
        assert tabs == [("全部", "2"), ("课程", "1"), ("课次", "1")]


def test_a_moment_opens_the_player_at_its_second(client: Client) -> None:
    made = course("低压电工作业")
    asset = Asset.objects.create(organisation=made.organisation, owner=made.owner, file_name="a.mp4", size=1)
    lesson = LessonPageFactory(course=made, title="开工以前", slug="start", asset=asset)
    attach_captions(asset.pk, actor=made.owner, language="zh", text="WEBVTT\n\n01:05.000 --> 01:09.000\n先用万用表测量")
    index_documents("course", [made.pk])

    html = client.get("/search/?q=万用表").content.decode()

    assert titles(html) == ["开工以前"]
    moment = re.search(r'<a href="([^"]*)"><span class="timecode">([^<]*)</span><span>(.*?)</span></a>', html)
    assert moment is not None
    assert moment[1].endswith(f"/{made.slug}/start/?t=65")
    assert (moment[2], moment[3]) == ("01:05", "先用<mark>万用表</mark>测量")
    LessonPage.objects.filter(pk=lesson.pk).update(live=False)
    assert titles(client.get("/search/?q=万用表").content.decode()) == []


def test_next_to_nothing_offers_what_was_perhaps_meant(client: Client) -> None:
    course("电子商务帅")
    for number in range(6):
        course(f"电子商务师第{number}班")
    from search.names.services import refresh_names

    refresh_names()

    html = client.get("/courses/?q=电子商务帅&exact=1").content.decode()

    assert titles(html) == ["电子商务帅"]
    assert re.findall(r'您要找的是不是 <a href="([^"]*)">(.*?)</a>', html) == [(f"?{urlencode({'q': '电子商务师'})}", "电子商务师")]
