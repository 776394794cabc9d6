"""The pages of one's own account."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.consents.models import Consent, ConsentPurpose
from accounts.notices.models import ChannelChoice
from accounts.profile.models import ClosureRequest
from accounts.profile.services import change_address, close_due_accounts, request_closure, update_profile, withdraw_closure
from foundation.api import AuditEntry, Conflict, NotAllowed
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db

PAGES = ["/my/profile/", "/my/consents/", "/my/notices/", "/my/profile/data.json", "/my/profile/close/", "/my/profile/phone/"]


@pytest.fixture
def person(client):
    """Somebody who signed in with the password a moment ago."""
    someone = PersonFactory(phone="+8613900001234", email="lin@example.com", full_name="林晓芸")
    client.post("/accounts/login/password/", {"address": someone.phone, "password": "pass-word-123"})
    return someone


@pytest.mark.parametrize("address", PAGES)
def test_visitors_are_asked_to_sign_in_and_come_back(client, address):
    answer = client.get(address)

    assert answer.url.startswith("/accounts/login/?next=/my/")


def test_the_page_masks_number_and_address_and_escapes_the_name(client, person):
    person.full_name = '<img src=x onerror="alert(1)">'
    person.save()

    page = client.get("/my/profile/").content.decode()

    shown, hidden = ("139****1234", "li***@example.com"), ("+8613900001234", "<img src=x")
    assert [words in page for words in (*shown, *hidden)] == [True, True, False, False]


def test_name_and_language_are_changed_on_the_record(client, person):
    client.post("/my/profile/", {"full_name": "  林  小芸 ", "language": "en"})

    person.refresh_from_db()
    assert (person.full_name, person.language) == ("林 小芸", "en")
    assert AuditEntry.objects.get(action="accounts.update_profile").changes == {"full_name": ["林晓芸", "林 小芸"]}


@pytest.mark.parametrize("act", ["profile", "address", "closure"])
def test_nobody_changes_somebody_elses_account(person, act):
    stranger = PersonFactory()
    before = (person.full_name, person.phone)

    with pytest.raises(NotAllowed):
        {
            "profile": lambda: update_profile(person, actor=stranger, full_name="x", language="en"),
            "address": lambda: change_address(person, "+8613700000000", "123456", actor=stranger),
            "closure": lambda: request_closure(person, actor=stranger),
        }[act]()

    person.refresh_from_db()
    assert (person.full_name, person.phone, ClosureRequest.objects.count()) == (*before, 0)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"), [("phone", "137 0000 9999", "+8613700009999"), ("email", "New@Example.com", "new@example.com")]
)
def test_a_new_address_counts_once_it_is_proven(client, person, last_code, kind, typed, stored):
    client.post(f"/my/profile/{kind}/", {"address": typed})
    person.refresh_from_db()
    before = getattr(person, kind)
    client.post("/my/profile/code/", {"code": last_code(stored)})

    person.refresh_from_db()
    assert before != stored
    assert getattr(person, kind) == stored
    assert AuditEntry.objects.filter(action="accounts.change_address").count() == 1


def test_an_address_of_somebody_else_is_refused_only_after_the_proof(client, person, last_code):
    other = PersonFactory(phone="+8613700009999")

    asked = client.post("/my/profile/phone/", {"address": "13700009999"})
    page = client.post("/my/profile/code/", {"code": last_code("+8613700009999")}).content.decode()

    person.refresh_from_db()
    other.refresh_from_db()
    assert asked.url == "/my/profile/code/"
    assert "它已经属于另一个账号" in page
    assert (person.phone, other.phone) == ("+8613900001234", "+8613700009999")


@pytest.mark.parametrize(
    "address", ["/my/profile/phone/", "/my/profile/close/", "/accounts/password/change/", "/my/profile/data.json"]
)
def test_what_matters_asks_again_after_a_quarter_of_an_hour(client, person, address):
    fresh = client.get(address).status_code
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        stale = client.get(address)
        client.post(stale.url, {"password": "pass-word-123"})
        again = client.get(address).status_code

    assert (fresh, again) == (200, 200)
    assert stale.url == f"/accounts/reauthenticate/?next={address.replace('/', '%2F')}"


def test_people_without_password_confirm_by_code(client, last_code):
    person = PersonFactory(phone="+8613900001234", password=None)
    client.force_login(person)

    client.post("/accounts/reauthenticate/?next=/my/profile/close/", {"act": "send", "next": "/my/profile/close/"})
    answer = client.post("/accounts/reauthenticate/?next=/my/profile/close/", {"code": last_code(person.phone)})

    assert answer.url == "/my/profile/close/"


def test_channels_are_chosen(client, person):
    client.post("/my/profile/channels/", {})
    off = list(ChannelChoice.objects.values_list("channel", "wanted"))
    client.post("/my/profile/channels/", {"mail": "on"})

    assert off == [("mail", False)]
    assert list(ChannelChoice.objects.values_list("channel", "wanted")) == [("mail", True)]


def test_the_download_holds_the_own_data_only(client, person):
    PersonFactory(full_name="另一个人", phone="+8613700009999")

    answer = client.get("/my/profile/data.json")

    data = json.loads(answer.content)
    assert data["account"]["phone"] == "+8613900001234"
    assert {"account", "consents", "notices"} <= data.keys()
    assert "另一个人" not in answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'


def test_closing_can_be_taken_back_and_happens_after_fifteen_days(client, person):
    client.post("/my/profile/close/", {"act": "request"})
    client.post("/my/profile/close/", {"act": "withdraw"})
    client.post("/my/profile/close/", {"act": "request"})

    early = close_due_accounts()
    with time_machine.travel(timezone.now() + timedelta(days=15, seconds=1), tick=False):
        closed = [close_due_accounts(), close_due_accounts()]

    person.refresh_from_db()
    assert (early, closed) == (0, [1, 0])
    assert (person.full_name, person.phone, person.is_active, person.has_usable_password()) == ("", None, False, False)
    assert client.get("/my/profile/").status_code == 302


def test_consents_are_shown_given_and_withdrawn(client, person):
    purpose = ConsentPurpose.objects.create(key="letters", version=2, title="来信", text="<b>正文</b>")

    client.post("/my/consents/", {"purpose": "letters", "version": "2"})
    page = client.get("/my/consents/").content.decode()
    consent = Consent.objects.get(person=person, purpose=purpose)
    client.post("/my/consents/", {"withdraw": consent.pk})

    consent.refresh_from_db()
    assert "&lt;b&gt;正文" in page
    assert consent.withdrawn_at is not None


def test_consent_is_withdrawn_by_its_giver_only_and_never_a_required_one(client, person):
    letters = ConsentPurpose.objects.create(key="letters", version=2, title="来信", text="正文")
    needed = ConsentPurpose.objects.create(key="needed", version=2, title="必需", text="正文", is_required=True)
    others = Consent.objects.create(person=PersonFactory(), purpose=letters)
    own = Consent.objects.create(person=person, purpose=needed)

    answers = [client.post("/my/consents/", {"withdraw": consent.pk}).status_code for consent in (others, own)]

    assert answers == [404, 409]
    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 2


@pytest.mark.parametrize("number", ["-1", "abc", "9" * 30, "", "١"])
def test_odd_numbers_do_no_harm(client, person, number):
    withdrawn = client.post("/my/consents/", {"withdraw": number})
    marked = client.post("/my/notices/mark/", {"pk": number})

    assert (withdrawn.status_code, marked.status_code) == (404, 302)


def test_asking_twice_to_close_is_one_request_and_so_is_taking_back(person):
    first, second = request_closure(person, actor=person), request_closure(person, actor=person)
    withdraw_closure(person, actor=person)

    assert first == second
    with pytest.raises(Conflict):
        withdraw_closure(person, actor=person)
