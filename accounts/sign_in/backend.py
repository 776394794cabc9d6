"""Checking a password against a phone number or an e-mail address."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.people.models import Person
from foundation.api import Argument, Prepared

_PERSON: Prepared[Person] = Prepared(lambda: Person.objects.filter(pk=Argument("pk")))


class PersonBackend(ModelBackend):
    """Find the person by phone (E.164) or e-mail (any case) and check the password.

    An unknown address costs as much time as a wrong password, so that nobody can tell them apart.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        phone: str | None = None,
        email: str | None = None,
        **_others: Any,
    ) -> Person | None:
        """Return the person whose password it is and who may sign in, else None."""
        address = phone or email or username
        if not address or not password:
            return None
        try:
            person = Person.objects.get_by_natural_key(address)
        except Person.DoesNotExist:
            Person().set_password(password)
            return None
        return person if person.check_password(password) and self.user_can_authenticate(person) else None

    def get_user(self, user_id: int) -> Person | None:
        """Return the person of a session, unless they may no longer sign in."""
        person = _PERSON.first(pk=user_id)
        return person if person is not None and self.user_can_authenticate(person) else None
