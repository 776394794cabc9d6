"""Reading certificates."""

from django.db.models import QuerySet

from credentials.certificates.models import Certificate
from credentials.certificates.services import CODE_PURPOSE
from foundation.api import check_code


def certificates_of(person_id: int) -> QuerySet[Certificate]:
    """Return the person's certificates of every status, newest first."""
    return Certificate.objects.filter(person_id=person_id).order_by("-issued_on", "-id")


def certificate_by_code(text: str) -> Certificate | None:
    """Return the certificate with the verification code that was typed as *text*, or ``None``.

    What fails the check character does not reach the database.
    """
    code = check_code(CODE_PURPOSE, text)
    return Certificate.objects.select_related("organisation").filter(code=code).first() if code else None
