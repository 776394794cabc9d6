"""Reading purposes and consents."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.consents.models import Consent, ConsentPurpose
from accounts.people.models import Person


def current_purposes() -> QuerySet[ConsentPurpose]:
    """Return the version of each purpose that holds now, required ones first."""
    newest = ConsentPurpose.objects.filter(valid_from__lte=timezone.now()).order_by("key", "-version").distinct("key").values("pk")
    return ConsentPurpose.objects.filter(pk__in=newest).order_by("-is_required", "key")


def consents_of(person: Person) -> QuerySet[Consent]:
    """Return everything *person* ever agreed to, newest first, with the purposes."""
    return Consent.objects.filter(person=person).select_related("purpose").order_by("-given_at", "-pk")


def has_consented(person: Person, purpose: str) -> bool:
    """Return whether *person*'s yes to *purpose*, in any version, stands."""
    return Consent.objects.filter(person=person, purpose__key=purpose, withdrawn_at__isnull=True).exists()
