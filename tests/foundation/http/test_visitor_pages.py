"""Whole pages for visitors: never somebody else's, never an old one, never without end."""

import gzip
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone

from courses.models import CoursePage, LessonProgress
from foundation.http import visitor_pages
from foundation.http.visitor_pages import VisitorPageMiddleware, same_for_visitors
from foundation.publication import memory
from foundation.publication.memory import Memory
from tests.factories.accounts import PersonFactory
from tests.factories.cms import site_with_pages
from tests.factories.courses import CoursePageFactory
from tests.factories.learning import EnrolmentFactory, video_lesson

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> Memory:
    """Empty stores, for this test alone."""
    store = Memory(1 << 20)
    monkeypatch.setattr(visitor_pages, "PAGES", store)
    monkeypatch.setattr(memory, "PARTS", Memory(1 << 20))
    return store


@pytest.fixture
def course() -> CoursePage:
    site_with_pages()
    return CoursePageFactory(title="量血压")


@pytest.fixture
def other() -> Iterator[psycopg.Connection[Any]]:
    """Another session on the same database, as another process has it; every statement commits."""
    parameters = connection.get_connection_params()
    wanted = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if parameters.get(name)}
    with psycopg.connect(**wanted, autocommit=True) as session:
        yield session


def page_of(course: CoursePage) -> str:
    return f"/courses/{course.slug}/"


def test_the_second_visitor_gets_the_same_page_for_one_query(course, django_assert_num_queries):
    first = Client().get(page_of(course))
    with django_assert_num_queries(1):
        second = Client().get(page_of(course))

    assert (second.status_code, second.content) == (200, first.content)
    assert {name: second[name] for name in ("Content-Type", "Cache-Control", "X-Frame-Options", "Content-Language")} == {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "private, no-cache",
        "X-Frame-Options": "SAMEORIGIN",
        "Content-Language": "zh-hans",
    }
    assert sorted(second["Vary"].split(", ")) == ["Accept-Encoding", "Cookie"]
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_a_change_by_another_process_shows_on_the_very_next_request(course, other):
    address = page_of(course)
    assert "量血压" in Client().get(address).content.decode()

    other.execute("UPDATE wagtailcore_page SET title = '打太极拳' WHERE id = %s", [course.pk])
    assert "打太极拳" in Client().get(address).content.decode()

    other.execute("UPDATE wagtailcore_page SET live = false WHERE id = %s", [course.pk])
    assert Client().get(address).status_code == 404

    other.execute("UPDATE wagtailcore_page SET live = true WHERE id = %s", [course.pk])
    assert Client().get(address).status_code == 200


def test_a_page_made_while_somebody_publishes_is_not_given_afterwards(course, other):
    """The page is read before the change commits and kept after it: its count was read first, so nobody gets it."""

    @same_for_visitors
    def slow(request: HttpRequest) -> HttpResponse:
        title = CoursePage.objects.get(pk=course.pk).title
        if title == "量血压":
            other.execute("UPDATE wagtailcore_page SET title = '打太极拳' WHERE id = %s", [course.pk])
        return HttpResponse(title)

    middleware = VisitorPageMiddleware(slow)
    seen = [middleware(RequestFactory().get("/slow/")).content.decode() for _reader in range(3)]

    assert seen == ["量血压", "打太极拳", "打太极拳"]


def test_nobody_sees_what_was_made_for_somebody(course, pages):
    enrolled = EnrolmentFactory(course=course, person=PersonFactory(full_name="林晓芸")).person
    person, visitor = Client(), Client()
    person.force_login(enrolled)
    address = page_of(course)

    mine = person.get(address).content.decode()
    theirs = visitor.get(address).content.decode()
    mine_again = person.get(address).content.decode()

    assert ("林晓芸" in mine, "林晓芸" in theirs, "林晓芸" in mine_again) == (True, False, True)
    assert [b"csrfmiddlewaretoken" in page.body for page, _size, _end in pages._kept.values()] == [False]


def test_what_somebody_completed_shows_to_nobody_else_even_after_they_left(course):
    first, second = video_lesson(course=course), video_lesson(course=course)
    left = EnrolmentFactory(course=course, withdrawn_at=timezone.now()).person
    now = timezone.now()
    LessonProgress.objects.create(person=left, lesson=first, course=course, opened_at=now, active_at=now, completed_at=now)
    person, visitor = Client(), Client()
    person.force_login(left)
    address = f"{page_of(course)}{second.slug}/"

    seen = [client.get(address).content.decode() for client in (person, visitor, person)]

    assert ['data-state="done"' in page for page in seen] == [True, False, True]


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "sessionid=unknown"},
        {"cookie": "messages=unread"},
        {"authorization": "Bearer token"},
        {"hx-request": "true"},
        {"hx-target": "results"},
    ],
)
def test_who_may_be_somebody_or_wants_a_part_is_never_given_a_kept_page_nor_gives_one(course, pages, headers):
    Client().get("/courses/")
    kept = list(pages._kept)
    reads: list[Any] = []
    pages.get = lambda *key: reads.append(key)  # type: ignore[method-assign]

    Client(headers=headers).get("/courses/")

    assert (reads, list(pages._kept)) == ([], kept)


def test_display_choices_have_pages_of_their_own(course, pages):
    choices = ["", "theme=dark", "theme=light", "elder=22", "elder=26", "django_language=en", "theme=dark; elder=30"]
    addresses = [page_of(course)] * len(choices)
    expected = [Client(headers={"cookie": choice}).get(address).content for choice, address in zip(choices, addresses, strict=True)]

    again = [Client(headers={"cookie": choice}).get(address).content for choice, address in zip(choices, addresses, strict=True)]

    assert again == expected
    assert len(set(expected)) == len(choices) == len(pages._kept)


def test_cookies_that_mean_nothing_are_given_a_kept_page_but_never_give_one(course, pages, django_assert_num_queries):
    stranger = Client(headers={"cookie": "analytics=1; csrftoken=abc"})
    stranger.get(page_of(course))
    assert len(pages._kept) == 0
    Client().get(page_of(course))
    with django_assert_num_queries(1):
        assert stranger.get(page_of(course)).status_code == 200


@same_for_visitors
def with_token(request: HttpRequest) -> HttpResponse:
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    response = HttpResponse(get_token(request))
    response.set_cookie("csrftoken", "secret")
    return response


@same_for_visitors
def missing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("没有", status=404)


@same_for_visitors
def with_nonce(request: HttpRequest) -> HttpResponse:
    return HttpResponse("页", headers={"Content-Security-Policy": "script-src 'nonce-abc'"})


@same_for_visitors
def by_browser(request: HttpRequest) -> HttpResponse:
    return HttpResponse("页", headers={"Vary": "User-Agent"})


def unmarked(request: HttpRequest) -> HttpResponse:
    return HttpResponse("页")


@pytest.mark.parametrize("view", [with_token, missing, with_nonce, by_browser, unmarked])
def test_answers_that_are_not_the_same_for_everybody_are_not_kept(view, pages):
    VisitorPageMiddleware(view)(RequestFactory().get("/"))

    assert list(pages._kept) == []


def test_posts_and_endless_addresses_are_not_kept(pages):
    middleware = VisitorPageMiddleware(same_for_visitors(unmarked))
    middleware(RequestFactory().post("/"))
    middleware(RequestFactory().head("/"))
    middleware(RequestFactory().get("/", {"q": "长" * 500}))

    assert list(pages._kept) == []


def test_hostile_query_strings_fill_no_memory(monkeypatch):
    small = Memory(20_000)
    monkeypatch.setattr(visitor_pages, "PAGES", small)
    middleware = VisitorPageMiddleware(same_for_visitors(lambda request: HttpResponse("页" * 1000)))
    for number in range(300):
        middleware(RequestFactory().get("/", {"utm_source": number}))

    assert small._bytes <= 20_000


def test_another_host_and_another_scheme_are_other_pages(pages):
    middleware = VisitorPageMiddleware(same_for_visitors(lambda request: HttpResponse(request.build_absolute_uri())))
    wanted = [("a.example", False), ("b.example", False), ("a.example", True)]

    bodies = [
        middleware(RequestFactory().get("/", headers={"host": host}, secure=secure)).content.decode() for host, secure in wanted
    ]

    assert bodies == ["http://a.example/", "http://b.example/", "https://a.example/"]


def test_a_browser_that_has_the_page_is_told_so_and_others_may_have_it_compressed(course):
    client = Client()
    plain = client.get(page_of(course))
    packed = client.get(page_of(course), headers={"accept-encoding": "gzip, br"})
    unchanged = client.get(page_of(course), headers={"if-none-match": plain["ETag"]})

    assert gzip.decompress(packed.content) == plain.content
    assert (packed["Content-Encoding"], int(packed["Content-Length"])) == ("gzip", len(packed.content))
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", plain["ETag"])


def test_a_message_for_one_visitor_stays_with_that_visitor(pages):
    @same_for_visitors
    def greeting(request: HttpRequest) -> HttpResponse:
        text = "".join(str(message) for message in messages.get_messages(request))
        return HttpResponse(text)

    from django.contrib.messages.storage.cookie import CookieStorage

    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    messages.success(request, "只给一个人")
    answer = HttpResponse()
    request._messages.update(answer)  # type: ignore[attr-defined]
    middleware = VisitorPageMiddleware(greeting)
    second = RequestFactory().get("/")
    second.COOKIES["messages"] = answer.cookies["messages"].value
    second._messages = CookieStorage(second)  # type: ignore[attr-defined]

    assert middleware(second).content.decode() == "只给一个人"
    assert list(pages._kept) == []
