"""What the ledger of hours and the certificates add to the download of a person's own data."""

from typing import Any

from accounts.api import Person, register_export
from credentials.certificates.selectors import certificates_of
from credentials.hours.selectors import hour_entries


def certificates(person: Person) -> list[dict[str, Any]]:
    """Return what is printed on the person's certificates, and their standing."""
    printed = ("number_text", "code", "holder_name", "title", "wording", "hours", "organisation_name", "issued_on", "valid_until")
    return list(certificates_of(person.pk).values(*printed, "status", "revoked_at", "revoke_reason"))


def hours(person: Person) -> list[dict[str, Any]]:
    """Return the person's entries in the ledger, with what proves them."""
    fields = ("title", "hours", "category", "earned_on", "recorded_at", "evidence")
    return list(hour_entries(person.pk).values(*fields))


register_export("certificates", certificates)
register_export("hours", hours)
