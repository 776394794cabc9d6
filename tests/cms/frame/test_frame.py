"""The frame of every page: menus, phone, what waits for the signed-in reader."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from cms.api import HomePage, Menu, NavigationLink, SiteDetails, StandardPage
from cms.frame.selectors import Frame
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.cms import site_with_pages
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    return site_with_pages()


@pytest.fixture
def details(home) -> SiteDetails:
    return SiteDetails.objects.get()


def frame_for(person=None, path: str = "/") -> Frame:
    request = RequestFactory().get(path)
    if person:
        request.user = person
    return Frame(request)


def test_the_phone_number_is_on_every_page_and_can_be_dialled(client, details):
    details.phone, details.host, details.organiser = "6812 3456", "泽宁市教育局", "泽宁市社区教育服务中心"
    details.save()

    page = client.get("/help/").content.decode()

    assert page.count('<a href="tel:68123456">6812 3456</a>') == 1
    assert page.count('<a class="elder-bar__act" href="tel:68123456">') == 1
    assert "泽宁市教育局主办，泽宁市社区教育服务中心承办" in page


def test_without_a_phone_number_nothing_pretends_to_be_one(client, home):
    assert "tel:" not in client.get("/").content.decode()


def test_editors_arrange_the_menus(details):
    page = StandardPage.objects.get(slug="help")
    NavigationLink.objects.create(details=details, menu=Menu.MAIN, label="怎么用", page=page, icon="hand-helping")

    main = frame_for(path="/help/").main_menu

    assert [(item.label, item.url, item.is_current) for item in main] == [("怎么用", "/help/", True)]


def test_a_page_that_is_taken_back_leaves_the_menus(details):
    StandardPage.objects.get(slug="privacy").unpublish()

    assert [item.label for item in frame_for().footer_menu] == ["证书核验", "使用帮助", "无障碍说明"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "/\\evil.example", "data:text/html,x", "courses/"])
def test_an_address_that_could_run_or_lead_astray_is_refused(details, address):
    link = NavigationLink(details=details, label="坏", address=address)

    with pytest.raises(ValidationError) as refused:
        link.full_clean()
    assert set(refused.value.message_dict) == {"address"}


def test_a_link_leads_to_exactly_one_place(details):
    nowhere = NavigationLink(details=details, label="没有去处")
    with pytest.raises(ValidationError):
        nowhere.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        nowhere.save()


def test_staff_see_their_work_places_and_nobody_else_does():
    teacher, reviewer, resident = PersonFactory(), PersonFactory(), PersonFactory()
    RoleGrantFactory(person=teacher, role=Role.TEACHER)
    RoleGrantFactory(person=reviewer, role=Role.REVIEWER)

    menus = [[item.url for item in frame_for(person).staff_menu] for person in (teacher, reviewer, resident)]

    assert menus == [["/teach/"], ["/review/"], []]


def test_ended_roles_open_no_doors():
    grant = RoleGrantFactory(role=Role.TEACHER)
    grant.ended_at = grant.granted_at
    grant.save()

    assert frame_for(grant.person).staff_menu == []


def test_visitors_cost_the_frame_no_query_about_people(home, django_assert_num_queries):
    assert len(frame_for().footer_menu) == 4  # now Wagtail has the addresses of its sites in the cache
    frame = frame_for(AnonymousUser())

    with django_assert_num_queries(3):  # the site, its details, its links
        assert (frame.unread, frame.staff_menu, [item.url for item in frame.main_menu]) == (0, [], ["/courses/", "/my/learning/"])


@pytest.mark.django_db(transaction=True)
def test_what_is_remembered_of_the_site_costs_one_query_is_never_old_and_holds_nothing_personal(django_assert_num_queries):
    details = SiteDetails.objects.get(site=site_with_pages().get_site())
    teacher = RoleGrantFactory(role=Role.TEACHER).person
    assert (frame_for(teacher).phone, [item.url for item in frame_for(teacher).staff_menu]) == ("", ["/teach/"])

    with django_assert_num_queries(1):  # whether anything has changed
        visitor = frame_for(AnonymousUser())
        assert (len(visitor.footer_menu), visitor.phone, visitor.staff_menu) == (4, "", [])
    details.phone = "6812 3456"
    details.save()
    assert frame_for().phone == "6812 3456"
    NavigationLink.objects.create(details=details, menu=Menu.QUICK, label="帮助", address="/help/")
    assert [item.label for item in frame_for().quick_menu] == ["帮助"]


@pytest.mark.django_db(transaction=True)
def test_each_address_of_the_site_is_remembered_by_itself():
    site_with_pages()
    for number in range(3):
        assert Frame(RequestFactory().get("/", headers={"host": f"{number}.example"})).phone == ""
