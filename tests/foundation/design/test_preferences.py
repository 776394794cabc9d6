"""Theme, elder mode and language: kept in cookies, drawn by the server, without script or account."""

import pytest
from django.urls import reverse

from tests.factories.accounts import PersonFactory

ADDRESS = "/preferences/"


@pytest.mark.django_db
def test_choices_are_on_the_first_byte_of_every_page(client):
    answer = client.post(ADDRESS, {"theme": "dark", "elder": "26", "next": "/preferences/"})

    assert (answer.status_code, answer["Location"]) == (303, "/preferences/")
    assert '<html lang="zh-Hans" data-theme="dark" data-elder="26">' in client.get(ADDRESS).content.decode()


@pytest.mark.django_db
def test_choices_survive_signing_in_and_out(client):
    client.post(ADDRESS, {"elder": "22"})

    client.force_login(PersonFactory())
    signed_in = client.get(ADDRESS).content.decode()
    client.logout()
    # a browser keeps its other cookies when somebody signs out; the test client drops all
    client.cookies["elder"] = "22"
    signed_out = client.get(ADDRESS).content.decode()

    assert ['data-elder="22"' in page.split("<head>")[0] for page in (signed_in, signed_out)] == [True, True]


@pytest.mark.django_db
def test_choices_can_be_taken_back(client):
    client.post(ADDRESS, {"theme": "dark", "elder": "30"})

    client.post(ADDRESS, {"theme": "auto", "elder": "off"})

    assert '<html lang="zh-Hans">' in client.get(ADDRESS).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["31", "22 onload=x", '"><script>', ""])
def test_unknown_values_change_nothing(client, value):
    answer = client.post(ADDRESS, {"theme": value, "elder": value, "language": value})

    assert dict(answer.cookies) == {}


@pytest.mark.django_db
def test_a_forged_cookie_is_not_written_into_the_page(client):
    client.cookies["theme"] = '"><script>alert(1)</script>'
    client.cookies["elder"] = "999"

    assert '<html lang="zh-Hans">' in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_it_never_leads_off_the_site(client, address):
    assert client.post(ADDRESS, {"theme": "dark", "next": address})["Location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
@pytest.mark.django_db
def test_another_site_cannot_choose_for_the_reader(client, headers):
    answer = client.post(ADDRESS, {"elder": "30"}, headers=headers)

    assert answer.status_code == 403
    assert dict(answer.cookies) == {}


@pytest.mark.django_db
def test_the_language_is_chinese_unless_somebody_chose_another(client):
    chinese = client.get(ADDRESS, headers={"Accept-Language": "en-US,en"})
    client.post(ADDRESS, {"language": "en"})
    english = client.get(ADDRESS)

    assert [answer["Content-Language"] for answer in (chinese, english)] == ["zh-hans", "en"]
    assert [b'<html lang="zh-Hans">' in chinese.content, b'<html lang="en">' in english.content] == [True, True]


@pytest.mark.django_db
def test_pages_for_visitors_hold_no_secret_so_that_they_can_be_cached(client):
    first, second = client.get(ADDRESS), client.get(ADDRESS)

    assert first.content == second.content
    assert dict(first.cookies) == {}


def test_the_address_has_a_name():
    assert reverse("design:preferences") == ADDRESS
