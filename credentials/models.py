"""The models of credentials, gathered for Django."""

from credentials.certificates.models import Certificate, CertificateLookup, CertificateSeries
from credentials.hours.models import HourEntry

__all__ = ["Certificate", "CertificateLookup", "CertificateSeries", "HourEntry"]
