"""The inbox."""

import pytest
from django.utils import timezone

from accounts.api import NoticeKind, register_notice, send_notice, unread_count
from accounts.notices.models import Notice
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db

register_notice(NoticeKind("tests.inbox", title="%(course)s 已发布", body="正文 %(course)s"))
URL = "/my/notices/"


@pytest.fixture
def person(client):
    someone = PersonFactory()
    client.force_login(someone)
    return someone


def send(person, number, course="血压怎么量", url="/courses/bp/"):
    send_notice(person_ids=[person.pk], kind_key="tests.inbox", context={"course": course}, url=url, dedupe_key=f"inbox:{number}")
    return Notice.objects.get(person=person, dedupe_key=f"inbox:{number}")


def test_unread_notices_come_first(client, person):
    old, read, new = (send(person, number, course=f"课{number}") for number in range(3))
    Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())

    rows = client.get(URL).context["rows"]

    assert [row["notice"].pk for row in rows] == [new.pk, old.pk, read.pk]
    assert [row["title"] for row in rows] == ["课2 已发布", "课0 已发布", "课1 已发布"]


@pytest.mark.parametrize(("show", "numbers"), [("", {0, 1}), ("unread", {1}), ("read", {0}), ("nonsense", {0, 1})])
def test_the_list_can_be_narrowed(client, person, show, numbers):
    notices = [send(person, number) for number in range(2)]
    Notice.objects.filter(pk=notices[0].pk).update(read_at=timezone.now())

    rows = client.get(URL, {"show": show}).context["rows"]

    assert {row["notice"].pk for row in rows} == {notices[number].pk for number in numbers}


def test_opening_marks_as_read_and_leads_on(client, person):
    notice = send(person, 1)

    answer = client.get(f"{URL}{notice.pk}/open/")

    assert answer.url == "/courses/bp/"
    assert unread_count(person) == 0


def test_nobody_opens_or_marks_anothers_notice(client, person):
    other = PersonFactory()
    notice = send(other, 1)

    answer = client.get(f"{URL}{notice.pk}/open/")
    client.post(f"{URL}mark/", {"pk": notice.pk})
    client.post(f"{URL}mark/", {"act": "all"})

    assert answer.status_code == 404
    assert unread_count(other) == 1


def test_all_are_marked_at_once(client, person):
    for number in range(3):
        send(person, number)

    answer = client.post(f"{URL}mark/", {"act": "all", "show": "unread"})

    assert answer.url == f"{URL}?show=unread"
    assert unread_count(person) == 0


def test_the_list_costs_the_same_for_one_and_for_three(client, person, count_queries):
    send(person, 0)
    client.get(URL)
    one = count_queries(lambda: client.get(URL))
    for number in (1, 2):
        send(person, number)

    assert count_queries(lambda: client.get(URL)) == one


def test_counting_unread_is_one_query_and_stops_at_a_hundred(person, django_assert_num_queries):
    Notice.objects.bulk_create(Notice(person=person, kind="tests.inbox", dedupe_key=f"many:{n}") for n in range(130))

    with django_assert_num_queries(1):
        assert unread_count(person) == 100


def test_hostile_words_stay_words(client, person):
    send(person, 1, course="<script>alert(1)</script>%(secret)s{{ 7 }}")

    page = client.get(URL).content.decode()

    assert "<script>alert(1)" not in page
    assert "%(secret)s{{ 7 }} 已发布" in page


def test_an_empty_inbox_says_what_will_come(client, person):
    pages = [client.get(URL).content.decode(), client.get(URL, {"show": "unread"}).content.decode()]

    assert ["还没有消息" in pages[0], "都读完了" in pages[1]] == [True, True]


def test_the_kinds_are_previewed_by_managers_only(client):
    client.force_login(RoleGrantFactory(role=Role.TEACHER).person)
    refused = client.get(f"{URL}kinds/").status_code
    client.force_login(RoleGrantFactory(role=Role.PLATFORM_MANAGER).person)

    page = client.get(f"{URL}kinds/").content.decode()

    assert refused == 403
    assert "〔course〕 已发布" in page
