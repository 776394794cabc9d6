"""A person's own certificates."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import Person
from credentials.api import Certificate, revoke_certificate
from foundation.api import grouped_code
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.credentials import certificate
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def _as(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def _pdf(issued: Certificate, suffix: str = ".pdf") -> str:
    return f"/certificates/{grouped_code(issued.code)}{suffix}"


def _look(pdf: bytes, folder: Path) -> tuple[str, str]:
    """Return what pdfinfo says about *pdf*, and its text without spaces."""
    file = folder / "certificate.pdf"
    file.write_bytes(pdf)
    info = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout
    return info, "".join(text.split())


def test_the_holder_downloads_one_page_a4_landscape_with_every_fact(tmp_path: Path) -> None:
    issued = certificate(PersonFactory(full_name="龘靐齉𠮷"), organisation_id=OrganisationFactory(name="泽宁卫生职业学院").pk)

    answer = _as(issued.person).get(_pdf(issued))

    info, text = _look(answer.content, tmp_path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert info.split("Pages:")[1].split()[0] == "1"
    assert "841.89 x 595.276 pts (A4)" in info
    for fact in (
        "泽宁继教字〔2026〕第000001号",
        "结业证书",
        "龘靐齉𠮷",
        "居家安全评估与改造",
        "2026年3月9日至10月30日",
        "16",
        "泽宁卫生职业学院",
        "二〇二六年十一月六日",
        grouped_code(issued.code),
    ):
        assert fact in text, fact


def test_the_longest_facts_still_fit_on_one_page(tmp_path: Path) -> None:
    organisation = OrganisationFactory(name="泽宁市高新技术产业开发区" * 6)
    issued = certificate(
        PersonFactory(full_name="阿卜杜热合曼" * 8),
        title="W" * 120 + "长" * 135,
        level="很长的程度" * 4,
        organisation_id=organisation.pk,
    )

    info, text = _look(_as(issued.person).get(_pdf(issued)).content, tmp_path)

    assert info.split("Pages:")[1].split()[0] == "1"
    assert text.count("长") >= 135
    assert "准予结业" in text


def test_hostile_text_is_printed_as_text(tmp_path: Path) -> None:
    organisation = OrganisationFactory(name="<b>&\x0b学院</svg>")
    issued = certificate(
        PersonFactory(full_name="</p><h1>x"), title='<img src="file:///etc/passwd">{hours}', organisation_id=organisation.pk
    )

    info, text = _look(_as(issued.person).get(_pdf(issued)).content, tmp_path)

    assert info.split("Pages:")[1].split()[0] == "1"
    assert '<imgsrc="file:///etc/passwd">{hours}' in text
    assert "</p><h1>x" in text


@pytest.mark.parametrize("suffix", [".pdf", "/"])
def test_strangers_and_other_managers_learn_nothing(suffix: str) -> None:
    issued = certificate()
    other_manager = RoleGrantFactory(role=Role.ORGANISATION_MANAGER).person
    teacher = RoleGrantFactory(role=Role.TEACHER, organisation=issued.organisation).person

    for person in (PersonFactory(), other_manager, teacher):
        answer = _as(person).get(_pdf(issued, suffix))
        assert answer.status_code == 404
        assert "林晓芸" not in answer.content.decode()


@pytest.mark.parametrize("suffix", [".pdf", "/"])
def test_visitors_are_asked_to_sign_in(client: Client, suffix: str) -> None:
    issued = certificate()

    answer = client.get(_pdf(issued, suffix))

    assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True)


def test_managers_of_the_organisation_may_open_it() -> None:
    issued = certificate()
    manager = RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=issued.organisation).person

    assert _as(manager).get(_pdf(issued, "/")).status_code == 200


def test_a_revoked_certificate_cannot_be_printed_any_more() -> None:
    issued = certificate()
    manager = RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=issued.organisation).person
    revoke_certificate(issued, actor=manager, reason="由他人代学")
    holder = _as(issued.person)

    page = holder.get(_pdf(issued, "/")).content.decode()

    assert holder.get(_pdf(issued)).status_code == 409
    assert ("由他人代学" in page, 'class="certificate"' in page) == (True, False)


def test_the_sheet_on_screen_escapes_everything() -> None:
    issued = certificate(PersonFactory(full_name="<img src=x>"), title="<script>alert(1)</script>")

    page = _as(issued.person).get(_pdf(issued, "/")).content.decode()

    assert ("<img src=x>" in page, "<script>alert" in page) == (False, False)
    assert "<b>&lt;img src=x&gt;</b>" in page


def test_a_list_of_any_length_takes_the_same_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = PersonFactory()
    certificate(person)
    client = _as(person)
    client.get("/my/certificates/")
    with CaptureQueriesContext(connection) as one:
        client.get("/my/certificates/")
    certificate(person), certificate(person), certificate()

    with django_assert_num_queries(len(one)):
        page = client.get("/my/certificates/").content.decode()

    assert page.count("mini-cert__title") == 3


def test_an_empty_list_says_what_to_do() -> None:
    page = _as(PersonFactory()).get("/my/certificates/").content.decode()

    assert ("还没有证书" in page, 'href="/courses/"' in page) == (True, True)
