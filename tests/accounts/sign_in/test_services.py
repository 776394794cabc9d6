"""Signing up under load, and passwords."""

import threading

import pytest
from django.db import connection

from accounts.codes.models import CodePurpose
from accounts.codes.services import issue_code, use_code
from accounts.consents.models import ConsentPurpose
from accounts.people.models import Person
from accounts.sign_in.services import reset_password, send_reset_code, set_password, sign_up
from foundation.api import AuditEntry, InvalidInput
from foundation.outbox.models import OutboxEvent
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db

PHONE = "+8613800001234"


def required():
    return [(purpose.key, purpose.version) for purpose in ConsentPurpose.objects.filter(is_required=True)]


def in_parallel(count, act):
    start = threading.Barrier(count)

    def work(number):
        start.wait()
        try:
            act(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_parallel_sign_ups_with_one_phone_make_one_account():
    made = []

    in_parallel(6, lambda number: made.append(sign_up(PHONE, full_name=f"林{number}", agreed=required()).pk))

    assert len(made) == 6
    assert len(set(made)) == 1
    assert Person.objects.filter(phone=PHONE).count() == 1
    assert OutboxEvent.objects.filter(name="accounts.PersonSignedUp").count() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_open_a_code_once(last_code):
    issue_code(CodePurpose.SIGN_IN, PHONE, client="10.0.0.1")
    code, outcomes = last_code(PHONE), []

    def act(_number):
        try:
            use_code(CodePurpose.SIGN_IN, PHONE, code)
            outcomes.append("opened")
        except InvalidInput as error:
            outcomes.append(error.code)

    in_parallel(6, act)

    assert sorted(outcomes) == ["code_dead"] * 5 + ["opened"]


def test_a_code_opens_nothing_but_what_it_was_sent_for(last_code):
    issue_code(CodePurpose.SIGN_IN, PHONE, client="10.0.0.1")

    with pytest.raises(InvalidInput):
        use_code(CodePurpose.RESET_PASSWORD, PHONE, last_code(PHONE))


def test_codes_are_not_stored_in_the_clear(last_code):
    from accounts.codes.models import OneTimeCode

    issue_code(CodePurpose.SIGN_IN, PHONE, client="10.0.0.1")

    assert last_code(PHONE) not in OneTimeCode.objects.get().digest


def test_a_password_is_reset_with_a_code_once(last_code):
    person = PersonFactory(phone=PHONE)
    send_reset_code(PHONE, client="10.0.0.1")
    code = last_code(PHONE)

    reset_password(PHONE, code=code, password="new-long-word-42")
    with pytest.raises(InvalidInput):
        reset_password(PHONE, code=code, password="another-word-43")

    person.refresh_from_db()
    assert person.check_password("new-long-word-42")
    assert AuditEntry.objects.filter(action="accounts.set_password", subject_id=str(person.pk)).count() == 1


@pytest.mark.parametrize("password", ["short1", "1234567890123", "password", "+8613800001234"])
def test_weak_passwords_are_refused_without_using_up_the_code(last_code, password):
    person = PersonFactory(phone=PHONE)
    before = person.password
    send_reset_code(PHONE, client="10.0.0.1")
    code = last_code(PHONE)

    with pytest.raises(InvalidInput) as caught:
        reset_password(PHONE, code=code, password=password)

    person.refresh_from_db()
    assert list(caught.value.fields) == ["password"]
    assert person.password == before
    assert reset_password(PHONE, code=code, password="new-long-word-42") == person


def test_a_new_password_ends_other_sessions(client):
    person = PersonFactory()
    client.force_login(person)
    assert client.get("/my/profile/").status_code == 200

    set_password(person, password="new-long-word-42", actor=person)

    assert client.get("/my/profile/").status_code == 302
