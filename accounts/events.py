"""What happens to accounts that higher apps may want to know."""

from dataclasses import dataclass

from foundation.api import Event


@dataclass(frozen=True, kw_only=True)
class PersonSignedUp(Event):
    """A person has an account from now on."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    """A person's account is closed: name, phone and e-mail are gone; learning records stay under the number."""

    person_id: int
