"""Everything the platform knows about a person, as one JSON document for that person.

Higher apps add their part with ``register_export`` in a module ``personal_data`` of their own.
"""

from collections.abc import Callable
from typing import Any

from accounts.consents.selectors import consents_of
from accounts.notices.models import Notice
from accounts.people.models import Person

type Exporter = Callable[[Person], Any]
_EXPORTERS: dict[str, Exporter] = {}


def register_export(key: str, exporter: Exporter) -> None:
    """Have *exporter*'s result (JSON values, dates and decimals) appear under *key* in the download."""
    _EXPORTERS[key] = exporter


def export_of(person: Person) -> dict[str, Any]:
    """Return all parts, by key."""
    return {key: exporter(person) for key, exporter in sorted(_EXPORTERS.items())}


def _account(person: Person) -> dict[str, Any]:
    return {
        "number": person.pk,
        "full_name": person.full_name,
        "phone": person.phone,
        "email": person.email,
        "language": person.language,
        "joined_at": person.date_joined,
        "last_login": person.last_login,
    }


def _consents(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "purpose": consent.purpose.key,
            "version": consent.purpose.version,
            "title": consent.purpose.title,
            "given_at": consent.given_at,
            "withdrawn_at": consent.withdrawn_at,
        }
        for consent in consents_of(person)
    ]


def _notices(person: Person) -> list[dict[str, Any]]:
    fields = ("kind", "context", "url", "created_at", "read_at")
    return list(Notice.objects.filter(person=person).order_by("-created_at").values(*fields))


register_export("account", _account)
register_export("consents", _consents)
register_export("notices", _notices)
