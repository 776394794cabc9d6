"""Signing in and up through the pages."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.consents.models import Consent, ConsentPurpose
from accounts.outgoing.models import OutgoingMessage
from accounts.people.models import Person
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db

LOGIN, CODE, WELCOME = "/accounts/login/", "/accounts/login/code/", "/accounts/welcome/"
PHONE = "+8613800001234"


@pytest.fixture
def terms(db):
    ConsentPurpose.objects.filter(is_required=True).delete()
    return ConsentPurpose.objects.create(key="terms", version=3, title="用户协议", text="协议", is_required=True)


def ask(client, address="138 0000 1234", **more):
    return client.post(LOGIN, {"address": address, **more})


def signed_in(client) -> int | None:
    return int(client.session["_auth_user_id"]) if "_auth_user_id" in client.session else None


def test_a_person_signs_in_with_a_code_sent_to_the_phone(client, last_code):
    person = PersonFactory(phone=PHONE)

    asked = ask(client, address="＋86 138-0000-1234", next="/my/notices/")
    answer = client.post(CODE, {"code": last_code(PHONE)})

    assert asked.url == CODE
    assert answer.url == "/my/notices/"
    assert signed_in(client) == person.pk


def test_the_code_may_be_typed_with_spaces_and_full_width_digits(client, last_code):
    person = PersonFactory(phone=PHONE)
    ask(client)
    code = last_code(PHONE)

    client.post(CODE, {"code": f" {code[:3]} {''.join(chr(ord(digit) + 0xFEE0) for digit in code[3:])}"})

    assert signed_in(client) == person.pk


def test_a_new_phone_becomes_an_account_after_name_and_consent(client, last_code, terms):
    ask(client)
    proven = client.post(CODE, {"code": last_code(PHONE)})
    without_consent = client.post(WELCOME, {"full_name": "林晓芸"})
    accounts_before = Person.objects.filter(phone=PHONE).count()

    done = client.post(WELCOME, {"full_name": "林晓芸", "agreed": ["terms:3"]})

    assert proven.url == WELCOME
    assert "请先阅读并同意：用户协议" in without_consent.content.decode()
    assert accounts_before == 0
    assert done.url == "/"
    person = Person.objects.get(phone=PHONE)
    assert (person.full_name, signed_in(client)) == ("林晓芸", person.pk)
    assert list(Consent.objects.filter(person=person).values_list("purpose", "source")) == [(terms.pk, "sign-up")]


def test_nobody_skips_the_code_on_the_way_to_an_account(client, terms):
    ask(client)

    answer = client.post(WELCOME, {"full_name": "林晓芸", "agreed": ["terms:3"]})

    assert answer.url == LOGIN
    assert Person.objects.filter(phone=PHONE).exists() is False


def test_pages_do_not_tell_who_has_an_account(client):
    PersonFactory(phone=PHONE, email="lin@example.com")

    def pages(address, other):
        return [ask(Client(REMOTE_ADDR="10.0.0.1"), address=address).url, ask(Client(REMOTE_ADDR="10.0.0.2"), address=other).url]

    assert pages(PHONE, "138 0000 9999") == [CODE, CODE]
    assert pages("lin@example.com", "nobody@example.com") == [CODE, CODE]
    mail = OutgoingMessage.objects.get(address="nobody@example.com")
    assert "它还没有账号" in mail.text


def test_a_strange_mail_address_never_becomes_an_account(client):
    ask(client, address="nobody@example.com")

    answers = [client.post(CODE, {"code": f"{guess:06}"}) for guess in range(3)]

    assert {answer.status_code for answer in answers} == {200}
    assert signed_in(client) is None


def test_a_code_opens_once(client, last_code):
    PersonFactory(phone=PHONE)
    ask(client)
    code = last_code(PHONE)
    client.post(CODE, {"code": code})
    second = Client()
    session = second.session
    session["accounts_pending"] = {
        "purpose": "sign_in", "address": PHONE, "next_url": "", "keep": False, "proven": False, "at": timezone.now().timestamp(),
    }  # fmt: skip
    session.save()

    answer = second.post(CODE, {"code": code})

    assert "已经用过或过期了" in answer.content.decode()
    assert signed_in(second) is None


def test_a_code_expires_after_ten_minutes(client, last_code):
    PersonFactory(phone=PHONE)
    ask(client)
    code = last_code(PHONE)

    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False):
        answer = client.post(CODE, {"code": code})

    assert "已经用过或过期了" in answer.content.decode()
    assert signed_in(client) is None


def test_five_wrong_guesses_kill_the_code(client, last_code):
    PersonFactory(phone=PHONE)
    ask(client)
    code = last_code(PHONE)
    wrong = f"{(int(code) + 1) % 10**6:06}"

    guesses = [client.post(CODE, {"code": wrong}).content.decode() for _ in range(5)]
    answer = client.post(CODE, {"code": code})

    assert all("验证码不对" in page for page in guesses)
    assert "已经用过或过期了" in answer.content.decode()
    assert signed_in(client) is None


def test_new_codes_do_not_buy_more_guesses(client, last_code):
    PersonFactory(phone=PHONE)
    pages = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _round in range(4):
            ask(client)
            wrong = f"{(int(last_code(PHONE)) + 1) % 10**6:06}"
            pages += [client.post(CODE, {"code": wrong}).content.decode() for _ in range(5)]
            clock.shift(timedelta(seconds=61))

    assert [("操作太频繁" in page) for page in pages] == [False] * 15 + [True] * 5


def test_the_next_code_has_to_wait_and_says_how_long(client):
    PersonFactory(phone=PHONE)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client)
        clock.shift(timedelta(seconds=18))
        answer = client.post(CODE, {"act": "resend"}, follow=True)

    assert "操作太频繁，请过 42 秒再试" in answer.content.decode()
    assert OutgoingMessage.objects.count() == 1


def test_a_later_code_replaces_the_earlier(client, last_code):
    person = PersonFactory(phone=PHONE)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client)
        first = last_code(PHONE)
        clock.shift(timedelta(seconds=61))
        client.post(CODE, {"act": "resend"})
        second = last_code(PHONE)
        if first != second:
            client.post(CODE, {"code": first})
            assert signed_in(client) is None
        client.post(CODE, {"code": second})

    assert signed_in(client) == person.pk


def test_one_client_cannot_send_codes_to_everybody(client):
    pages = [ask(client, address=f"1390000{number:04}") for number in range(81)]

    assert [page.status_code for page in pages] == [302] * 80 + [200]
    assert "操作太频繁" in pages[-1].content.decode()
    assert OutgoingMessage.objects.count() == 80


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "https:evil.example",
        "/\\evil.example",
        "http://testserver@evil.example/",
    ],
)
def test_signing_in_leads_to_this_site_only(client, last_code, target):
    PersonFactory(phone=PHONE)

    ask(client, next=target)
    answer = client.post(CODE, {"code": last_code(PHONE)})

    assert answer.url == "/"


def test_the_session_gets_a_new_key_and_the_old_one_is_dead(client, last_code):
    PersonFactory(phone=PHONE)
    ask(client)
    planted = client.session.session_key

    client.post(CODE, {"code": last_code(PHONE)})

    assert client.session.session_key != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert signed_in(stranger) is None


@pytest.mark.parametrize(("keep", "age"), [("on", 30 * 24 * 3600), ("", None)])
def test_a_device_is_remembered_only_when_asked(client, last_code, keep, age):
    PersonFactory(phone=PHONE)
    ask(client, **({"keep": keep} if keep else {}))

    client.post(CODE, {"code": last_code(PHONE)})

    assert client.session.get_expire_at_browser_close() is (age is None)
    assert age is None or client.session.get_expiry_age() == age


def test_forms_are_protected_against_forgery():
    client = Client(enforce_csrf_checks=True)

    answers = [
        client.post(url, {"address": PHONE}).status_code for url in (LOGIN, "/accounts/login/password/", "/accounts/logout/")
    ]

    assert answers == [403, 403, 403]


def test_a_closed_account_gets_no_session(client, last_code):
    PersonFactory(phone=PHONE, is_active=False)
    ask(client)

    answer = client.post(CODE, {"code": last_code(PHONE)})

    assert answer.url == reverse("account_inactive")
    assert signed_in(client) is None


@pytest.mark.parametrize("address", ["138 0000 1234", "lin@example.com", "LIN@Example.com"])
def test_passwords_work_with_phone_and_mail(client, address):
    person = PersonFactory(phone=PHONE, email="lin@example.com")

    client.post("/accounts/login/password/", {"address": address, "password": "pass-word-123"})

    assert signed_in(client) == person.pk


def test_wrong_passwords_and_strange_addresses_look_alike(client):
    PersonFactory(phone=PHONE)

    pages = [
        client.post("/accounts/login/password/", {"address": address, "password": "wrong"}).content.decode()
        for address in (PHONE, "13900009999")
    ]

    assert ["手机号、邮箱或密码不对" in page for page in pages] == [True, True]
    assert signed_in(client) is None


def test_right_passwords_are_not_counted_as_guesses(client):
    person = PersonFactory(phone=PHONE)
    answers = []
    for _ in range(8):
        client.logout()
        answers.append(client.post("/accounts/login/password/", {"address": PHONE, "password": "pass-word-123"}).status_code)

    assert answers == [302] * 8
    assert signed_in(client) == person.pk


def test_guessing_passwords_is_stopped_even_for_the_right_one(client):
    PersonFactory(phone=PHONE)
    for _try in range(5):
        client.post("/accounts/login/password/", {"address": PHONE, "password": "wrong"})

    answer = client.post("/accounts/login/password/", {"address": PHONE, "password": "pass-word-123"})

    assert "操作太频繁，请过 5 分钟再试" in answer.content.decode()
    assert signed_in(client) is None


def test_code_fields_help_phones_fill_them(client):
    ask(client)

    page = client.get(CODE).content.decode()

    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert "138****1234" in page


def test_signing_out_takes_a_post(client):
    person = PersonFactory()
    client.force_login(person)

    asked = client.get("/accounts/logout/")
    still_there = signed_in(client)
    client.post("/accounts/logout/")

    assert asked.status_code == 200
    assert still_there == person.pk
    assert signed_in(client) is None
