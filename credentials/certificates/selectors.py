"""Reading certificates."""

from collections.abc import Collection

from django.db.models import CharField, F, Func, QuerySet, Value

from credentials.certificates.models import Certificate
from credentials.certificates.services import CODE_PURPOSE
from foundation.api import check_code

REISSUE_MARK = "#"
"""What divides the key of a source from the number of a later certificate from it."""


def certificates_of(person_id: int) -> QuerySet[Certificate]:
    """Return the person's certificates of every status, newest first."""
    return Certificate.objects.filter(person_id=person_id).order_by("-issued_on", "-id")


def certificate_by_code(text: str) -> Certificate | None:
    """Return the certificate with the verification code that was typed as *text*, or ``None``.

    What fails the check character does not reach the database.
    """
    code = check_code(CODE_PURPOSE, text)
    return Certificate.objects.select_related("organisation", "replaces", "replaced_by").filter(code=code).first() if code else None


def certificates_by_source(person_id: int, keys: Collection[str]) -> dict[str, Certificate]:
    """Return a person's newest certificate from each of the sources *keys* that has one; one query."""
    source = Func(F("source_key"), Value(REISSUE_MARK), Value(1), function="split_part", output_field=CharField())
    rows = Certificate.objects.filter(person_id=person_id).annotate(source=source).filter(source__in=keys).order_by("pk")
    return {row.source: row for row in rows}
