"""Hours and certificates for tests, made by the services themselves."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from accounts.models import Person
from credentials.api import Certificate, HourCategory, HourEntry, award_hours, issue_certificate
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory

_keys = count(1)


def hour_entry(person: Person | None = None, **facts: Any) -> HourEntry:
    """Award hours to *person* (a new one by default); *facts* replace the defaults."""
    person = person or PersonFactory()
    values: dict[str, Any] = {
        "person_id": person.pk,
        "hours": Decimal("2.5"),
        "category": HourCategory.PROFESSIONAL,
        "source_key": f"test:{next(_keys)}",
        "title": "居家安全评估与改造",
        "earned_on": dt.date(2026, 11, 6),
        "evidence": {"rule": "v1"},
    }
    organisation_id = facts.pop("organisation_id", None) or OrganisationFactory().pk
    return award_hours(**values | facts, organisation_id=organisation_id)


def certificate(person: Person | None = None, **facts: Any) -> Certificate:
    """Issue a certificate to *person* (a new one by default); *facts* replace the defaults."""
    person = person or PersonFactory(full_name="林晓芸")
    values: dict[str, Any] = {
        "person_id": person.pk,
        "series": "completion",
        "title": "居家安全评估与改造",
        "hours": Decimal("16"),
        "level": "入门",
        "source_key": f"test:{next(_keys)}",
        "issued_on": dt.date(2026, 11, 6),
        "evidence": {"rule": "v1"},
        "started_on": dt.date(2026, 3, 9),
        "finished_on": dt.date(2026, 10, 30),
    }
    organisation_id = facts.pop("organisation_id", None) or OrganisationFactory().pk
    return issue_certificate(**values | facts, organisation_id=organisation_id)
