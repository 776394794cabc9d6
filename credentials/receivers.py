"""What credentials do about their own events: tell the person concerned."""

from django.urls import reverse

from accounts.api import send_notice
from credentials.certificates.models import Certificate
from credentials.certificates.wording import plain_hours
from credentials.events import CertificateIssued, CertificateRevoked, HoursAwarded
from credentials.hours.models import HourEntry
from credentials.hours.selectors import hours_in_year
from credentials.notices import CERTIFICATE_ISSUED, CERTIFICATE_REISSUED, CERTIFICATE_REVOKED, HOURS_AWARDED, HOURS_TAKEN_BACK
from foundation.api import grouped_code, receives


@receives(HoursAwarded)
def tell_of_hours(event: HoursAwarded) -> None:
    """Tell the person that hours came in or were taken back."""
    entry = HourEntry.objects.select_related("organisation").get(pk=event.entry_id)
    year = entry.earned_on.year
    context = {
        "hours": plain_hours(abs(entry.hours)),
        "title": entry.title,
        "organisation": entry.organisation.name,
        "year": str(year),
        "total": plain_hours(hours_in_year(entry.person_id, year)),
        "reason": str(entry.evidence.get("reason", "")) if entry.corrects_id else "",
    }
    kind = HOURS_TAKEN_BACK if entry.corrects_id else HOURS_AWARDED
    url = f"{reverse('credentials:my_hours')}?year={year}"
    send_notice(person_ids=[entry.person_id], kind_key=kind.key, context=context, url=url, dedupe_key=f"hours:{entry.pk}")


@receives(CertificateIssued)
def tell_of_certificate(event: CertificateIssued) -> None:
    """Tell the holder that the certificate is there, and which one it takes the place of."""
    anew = Certificate.objects.filter(pk=event.certificate_id, replaces__isnull=False).exists()
    _tell(event.certificate_id, (CERTIFICATE_REISSUED if anew else CERTIFICATE_ISSUED).key, "issued")


@receives(CertificateRevoked)
def tell_of_revocation(event: CertificateRevoked) -> None:
    """Tell the holder that the certificate does not count any more, and why."""
    _tell(event.certificate_id, CERTIFICATE_REVOKED.key, "revoked")


def _tell(certificate_id: int, kind_key: str, what: str) -> None:
    certificate = Certificate.objects.select_related("replaces").get(pk=certificate_id)
    replaced = certificate.replaces
    context = {
        "title": certificate.title,
        "kind": certificate.kind,
        "number": certificate.number_text,
        "organisation": certificate.organisation_name,
        "state": str(certificate.get_status_display()),
        "reason": certificate.revoke_reason,
    }
    if replaced:
        context |= {"replaced": replaced.number_text, "why": replaced.revoke_reason}
    send_notice(
        person_ids=[certificate.person_id],
        kind_key=kind_key,
        context=context,
        url=reverse("credentials:certificate", args=[grouped_code(certificate.code)]),
        dedupe_key=f"certificate:{certificate.pk}:{what}",
    )
