"""What credentials tell the apps above."""

from dataclasses import dataclass
from decimal import Decimal

from foundation.api import Event


@dataclass(frozen=True, kw_only=True)
class HoursAwarded(Event):
    """Hours were written into a person's ledger; negative ones take back earlier ones."""

    entry_id: int
    person_id: int
    hours: Decimal


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    """A certificate got its number."""

    certificate_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(Event):
    """A certificate was revoked or declared void."""

    certificate_id: int
    person_id: int
