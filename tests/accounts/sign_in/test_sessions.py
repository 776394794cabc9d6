"""Sessions as the site reads them."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in() -> tuple[Client, Person]:
    client, person = Client(), PersonFactory()
    client.force_login(person)
    return client, person


def is_known(client: Client) -> bool:
    """Tell whether the site knows whose session it is."""
    return client.get("/my/profile/").status_code == 200


def test_a_session_holds_until_its_end(signed_in):
    client, _person = signed_in
    assert is_known(client)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_known(client)


def test_a_key_that_nobody_gave_out_is_no_session(signed_in):
    client, _person = signed_in
    client.cookies["sessionid"] = "a' OR ''='"
    assert not is_known(client)


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}])
def test_whoever_may_no_longer_sign_in_is_out_at_once(signed_in, change):
    client, person = signed_in
    Person.objects.filter(pk=person.pk).update(**change)
    assert not is_known(client)
