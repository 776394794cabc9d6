"""Reading what the profile page shows."""

from accounts.people.models import Person
from accounts.profile.models import ClosureRequest


def open_closure(person: Person) -> ClosureRequest | None:
    """Return *person*'s request to close the account while it can still be taken back."""
    return ClosureRequest.objects.filter(person=person, withdrawn_at__isnull=True, done_at__isnull=True).first()
