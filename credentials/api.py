"""The door to credentials for higher apps."""

from credentials.certificates.models import Certificate
from credentials.certificates.reissue import reissue_certificate
from credentials.certificates.selectors import certificate_by_code, certificates_by_source, certificates_of
from credentials.certificates.services import issue_certificate, revoke_certificate, void_certificate
from credentials.enums import CertificateStatus, HourCategory
from credentials.events import CertificateIssued, CertificateRevoked, HoursAwarded
from credentials.hours.models import HourEntry
from credentials.hours.selectors import hour_entries, hours_by_category, hours_in_year, years_with_hours
from credentials.hours.services import award_hours, take_back_hours

__all__ = [
    "Certificate",
    "CertificateIssued",
    "CertificateRevoked",
    "CertificateStatus",
    "HourCategory",
    "HourEntry",
    "HoursAwarded",
    "award_hours",
    "certificate_by_code",
    "certificates_by_source",
    "certificates_of",
    "hour_entries",
    "hours_by_category",
    "hours_in_year",
    "issue_certificate",
    "reissue_certificate",
    "revoke_certificate",
    "take_back_hours",
    "void_certificate",
    "years_with_hours",
]
