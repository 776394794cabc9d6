"""Anyone may ask whether a certificate is real."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from credentials.api import Certificate, revoke_certificate, void_certificate
from credentials.certificates.models import CertificateLookup, CertificateSeries
from foundation.api import grouped_code
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.credentials import certificate
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


def _address(issued: Certificate) -> str:
    return f"/verify/{grouped_code(issued.code)}/"


def _manager(of: Certificate) -> object:
    return RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=of.organisation).person


def test_a_valid_certificate_shows_every_printed_fact_and_a_masked_holder(client: Client) -> None:
    issued = certificate(organisation_id=OrganisationFactory(name="泽宁卫生职业学院").pk)

    answer = client.get(_address(issued))

    page = answer.content.decode()
    assert answer.status_code == 200
    for fact in (
        "结业证书",
        "泽宁继教字〔2026〕第000001号",
        "林＊芸",
        "居家安全评估与改造",
        "入门",
        "2026年3月9日至10月30日",
        "16 学时",
        "泽宁卫生职业学院",
        "2026年11月6日",
        "长期有效",
    ):
        assert page.count(f">{fact}<") >= 1, fact
    assert '<h2 id="verdict">有效</h2>' in page
    assert "林晓芸" not in page
    assert issued.person.phone not in page


@pytest.mark.parametrize(("end", "word"), [(revoke_certificate, "已撤销"), (void_certificate, "已作废")])
def test_an_ended_certificate_says_so_with_day_and_reason(client: Client, end: object, word: str) -> None:
    issued = certificate()
    end(issued, actor=_manager(issued), reason="由他人代学")  # type: ignore[operator]

    page = client.get(_address(issued)).content.decode()

    assert f'<h2 id="verdict">{word}</h2>' in page
    assert f"{word}。原因：由他人代学" in page
    assert '<h2 id="verdict">有效</h2>' not in page


def test_an_expired_certificate_says_so(client: Client) -> None:
    CertificateSeries.objects.create(key="aid", kind="急救证", number_template="A{year}{number}", wording="{holder}", valid_years=1)
    issued = certificate(series="aid", issued_on=dt.date(2020, 1, 1))

    page = client.get(_address(issued)).content.decode()

    assert '<h2 id="verdict">已过期</h2>' in page
    assert "到 2020年12月31日" in page


@pytest.mark.parametrize("code", ["2222-2222-2222", "nonsense", "%00", "%3Cscript%3Ealert(1)", "A" * 3000, "七七"])
def test_what_is_unknown_is_said_to_be_unknown(client: Client, code: str) -> None:
    certificate()

    answer = client.get(f"/verify/{code}/")

    assert answer.status_code == 404
    assert "查不到这张证书" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_code_with_one_wrong_sign_does_not_reach_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issued = certificate()
    last = "2" if issued.code[-1] != "2" else "3"

    answer = client.get(f"/verify/{issued.code[:-1]}{last}/")

    assert answer.status_code == 404
    assert CertificateLookup.objects.count() == 0


def test_the_form_leads_to_the_verdict_however_the_code_is_typed(client: Client) -> None:
    issued = certificate()
    typed = f" {issued.code[:4].lower()} {issued.code[4:]}　"

    answer = client.get("/verify/", {"code": typed})

    assert (answer.status_code, answer["Location"]) == (302, _address(issued))


def test_the_form_compares_the_number_when_one_is_given(client: Client) -> None:
    issued = certificate()

    right = client.get("/verify/", {"code": issued.code, "number": "泽宁继教字（2026）第000001号"}, follow=True)
    wrong = client.get("/verify/", {"code": issued.code, "number": "泽宁继教字〔2026〕第000009号"}, follow=True)

    assert ("编号对不上" in right.content.decode(), "编号对不上" in wrong.content.decode()) == (False, True)


@pytest.mark.parametrize(
    ("code", "status", "message"),
    [("", 200, "请输入校验码"), ("ABCD", 404, "这个校验码不对"), ("x" * 100, 200, "60")],
)
def test_the_form_says_beside_the_field_what_is_wrong(client: Client, code: str, status: int, message: str) -> None:
    answer = client.get("/verify/", {"code": code})

    assert answer.status_code == status
    assert message in answer.content.decode()


def test_guessing_is_stopped_per_address(client: Client) -> None:
    issued = certificate()
    for _ in range(60):
        client.get("/verify/2222-2222-2222/", REMOTE_ADDR="203.0.113.9")

    stopped = client.get(_address(issued), REMOTE_ADDR="203.0.113.9")

    assert (stopped.status_code, stopped["Retry-After"].isdecimal()) == (429, True)
    assert "林＊芸" not in stopped.content.decode()
    assert client.get(_address(issued), REMOTE_ADDR="203.0.113.10").status_code == 200


def test_look_ups_are_counted_but_not_the_holders_own(client: Client) -> None:
    issued = certificate()
    holder = Client()
    holder.force_login(issued.person, backend=settings.AUTHENTICATION_BACKENDS[0])

    client.get(_address(issued))
    client.get(_address(issued))
    holder.get(_address(issued))

    assert CertificateLookup.objects.get().times == 2


def test_hostile_names_are_shown_as_text(client: Client) -> None:
    person = PersonFactory(full_name="<img src=x onerror=alert(1)>")
    issued = certificate(person, title="<script>alert(2)</script>", level="{{ 7|add:7 }}")

    page = client.get(_address(issued)).content.decode()

    assert ("<img src=x" in page, "<script>alert" in page, "{{ 7|add:7 }}" in page) == (False, False, True)
