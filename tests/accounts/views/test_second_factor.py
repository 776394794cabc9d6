"""Second factors: set up, asked for, and required of staff."""

from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "pass-word-123"
SIGN_IN = "/accounts/login/password/"


def current_code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def signed_in(client):
    return "_auth_user_id" in client.session


def test_the_second_factor_is_asked_for_before_the_session_counts(client):
    person = PersonFactory()
    TOTP.activate(person, SECRET)

    answer = client.post(SIGN_IN, {"address": person.phone, "password": PASSWORD})
    before = signed_in(client)
    wrong = client.post(answer.url, {"code": "000000"})
    still_before = signed_in(client)
    client.post(answer.url, {"code": current_code()})

    assert answer.url == "/accounts/2fa/authenticate/"
    assert (before, still_before) == (False, False)
    assert "验证码不对" in wrong.content.decode()
    assert signed_in(client)


def test_the_secret_is_stored_encrypted():
    person = PersonFactory()

    TOTP.activate(person, SECRET)

    assert SECRET not in str(Authenticator.objects.get(user=person).data)


def test_a_person_sets_up_a_second_factor(client):
    person = PersonFactory()
    client.post(SIGN_IN, {"address": person.phone, "password": PASSWORD})

    asked = client.get("/accounts/2fa/totp/activate/")
    client.post(f"{asked.url}", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    done = client.post("/accounts/2fa/totp/activate/", {"code": current_code(secret)})

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert 'style="' not in page.content.decode()
    assert done.url == "/accounts/2fa/recovery-codes/"
    assert client.get(done.url).status_code == 200


@pytest.mark.parametrize("path", ["/admin/", "/teach/", "/review/"])
@pytest.mark.parametrize("role", [Role.TEACHER, Role.PLATFORM_MANAGER])
def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, settings, path, role):
    settings.MFA_REQUIRED_FOR_STAFF = True
    client.force_login(RoleGrantFactory(role=role).person)

    answer = client.get(path)

    assert answer.url == "/accounts/2fa/totp/activate/"


def test_staff_with_a_second_factor_get_in(client, settings):
    settings.MFA_REQUIRED_FOR_STAFF = True
    person = RoleGrantFactory(role=Role.PLATFORM_MANAGER).person
    TOTP.activate(person, SECRET)
    client.force_login(person)

    assert client.get("/admin/").status_code == 200


def test_residents_are_never_asked(client, settings):
    settings.MFA_REQUIRED_FOR_STAFF = True
    client.force_login(PersonFactory())

    answer = client.get("/my/profile/")

    assert answer.status_code == 200


def test_the_rule_can_be_switched_off(client, settings):
    settings.MFA_REQUIRED_FOR_STAFF = False
    client.force_login(RoleGrantFactory(role=Role.PLATFORM_MANAGER).person)

    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/", "/admin/pages/"])
def test_wagtail_signs_in_through_our_page(client, path):
    answer = client.get(path, {"next": "/admin/pages/"} if path == "/admin/login/" else {})

    assert unquote(answer.url).startswith("/accounts/login/?next=/admin/")


@pytest.mark.parametrize("role", [None, Role.TEACHER, Role.REVIEWER])
def test_wagtail_is_closed_to_those_who_do_not_manage(client, role):
    person = RoleGrantFactory(role=role).person if role else PersonFactory()
    client.force_login(person)

    assert client.get("/admin/").status_code == 302


def passkey(person, name="我的手机"):
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}})


def test_a_passkey_is_a_second_factor_that_staff_may_enter_with(client, settings):
    settings.MFA_REQUIRED_FOR_STAFF = True
    teacher = RoleGrantFactory(role=Role.TEACHER).person
    client.force_login(teacher)
    assert client.get("/teach/").status_code == 302

    passkey(teacher)

    assert client.get("/teach/").status_code == 200


def test_a_forged_answer_of_a_passkey_opens_nothing(client):
    person = PersonFactory()
    TOTP.activate(person, SECRET)
    answer = client.post(SIGN_IN, {"address": person.phone, "password": PASSWORD})

    for credential in ("", "{}", "nonsense", '{"id": "x", "type": "public-key"}'):
        client.get(answer.url)
        assert client.post(answer.url, {"credential": credential}).status_code == 200
        assert not signed_in(client)


@pytest.mark.parametrize("act", ["edit", "remove"])
def test_others_passkeys_are_not_there(client, act):
    key = passkey(PersonFactory())
    person = PersonFactory()
    client.post(SIGN_IN, {"address": person.phone, "password": PASSWORD})

    answer = client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{act}/", {"name": "抢来的"})

    assert answer.status_code in {302, 404}
    assert Authenticator.objects.get(pk=key.pk).data["name"] == "我的手机"
