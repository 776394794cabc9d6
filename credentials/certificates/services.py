"""Issuing certificates and taking them back."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from credentials.certificates.lifecycle import LIFECYCLE, REVOKE, VOID
from credentials.certificates.models import Certificate, CertificateLookup, CertificateSeries
from credentials.certificates.policies import may_revoke
from credentials.certificates.series import series_called
from credentials.certificates.wording import number_text
from credentials.events import CertificateIssued, CertificateRevoked
from foundation.api import Conflict, InvalidInput, NotAllowed, make_code, next_number, publish, record_audit
from organisations.api import Organisation

CODE_PURPOSE = "certificate"
CODE_LENGTH = 12


def issue_certificate(
    *,
    person_id: int,
    series: str,
    title: str,
    hours: Decimal,
    organisation_id: int,
    level: str,
    source_key: str,
    issued_on: dt.date,
    evidence: Mapping[str, Any],
    started_on: dt.date | None = None,
    finished_on: dt.date | None = None,
) -> Certificate:
    """Issue one certificate per *source_key* and return it; a second call returns the first one.

    *level* is printed as given (入门) and may be empty. The number is the next of (series, year of *issued_on*): a rollback of
    the caller's transaction gives it back, so numbers have no gaps. ``InvalidInput`` when the holder has no name
    (``holder_name_missing``) or the series is unknown; ``Conflict`` when the key was used for another person.
    """
    if earlier := _issued_before(source_key, person_id):
        return earlier
    draft = Certificate(
        source_key=source_key,
        person_id=person_id,
        organisation_id=organisation_id,
        title=title,
        level=level,
        hours=hours,
        started_on=started_on,
        finished_on=finished_on,
        issued_on=issued_on,
        evidence=dict(evidence),
        holder_name=name_of(person_id),
        organisation_name=Organisation.objects.values_list("name", flat=True).get(pk=organisation_id),
    )
    rules = series_called(series)
    draft.series, draft.kind, draft.wording = rules.key, rules.kind, rules.wording
    draft.valid_until = _valid_until(rules, issued_on)
    return number_and_save(draft, rules)


def revoke_certificate(certificate: Certificate, *, actor: Person, reason: str) -> Certificate:
    """Take *certificate* back: it was right once and is no longer. It keeps its number and says so to everyone who verifies it."""
    return _end(certificate, REVOKE, actor=actor, reason=reason)


def void_certificate(certificate: Certificate, *, actor: Person, reason: str) -> Certificate:
    """Declare *certificate* void: it should never have been issued. Its number stays in the ledger and is not used again."""
    return _end(certificate, VOID, actor=actor, reason=reason)


def count_lookup(certificate: Certificate) -> None:
    """Note that somebody verified *certificate* just now."""
    now = timezone.now()
    if not CertificateLookup.objects.filter(pk=certificate.pk).update(times=F("times") + 1, last_at=now):
        CertificateLookup.objects.bulk_create(
            [CertificateLookup(certificate=certificate, times=1, last_at=now)],
            ignore_conflicts=True,
        )


def name_of(person_id: int) -> str:
    """Return the name to print; ``InvalidInput`` (``holder_name_missing``) while the person has told none."""
    name = Person.objects.values_list("full_name", flat=True).get(pk=person_id).strip()
    if not name:
        raise InvalidInput(_("证书上要印姓名，请先在“我的资料”里填写姓名。"), code="holder_name_missing")
    return name


def number_and_save(draft: Certificate, rules: CertificateSeries) -> Certificate:
    """Give *draft* the next number of its series; return the earlier one if somebody was quicker."""
    draft.year = draft.issued_on.year
    draft.code = make_code(CODE_PURPOSE, CODE_LENGTH)
    try:
        with transaction.atomic():
            draft.number = next_number(f"certificate:{draft.series}:{draft.year}")
            draft.number_text = number_text(rules.number_template, year=draft.year, number=draft.number, digits=rules.digits)
            draft.save(force_insert=True)
            changes = {"number": [None, draft.number_text]}
            record_audit(actor=None, action="credentials.issue_certificate", subject=draft, changes=changes)
            publish(CertificateIssued(certificate_id=draft.pk, person_id=draft.person_id))
    except IntegrityError:
        if earlier := _issued_before(draft.source_key, draft.person_id):
            return earlier
        raise
    return draft


def _issued_before(source_key: str, person_id: int) -> Certificate | None:
    earlier = Certificate.objects.filter(source_key=source_key).first()
    if earlier and earlier.person_id != person_id:
        raise Conflict(_("这个来源已经给另一位学员发过证书。"), code="source_key_reused")
    while earlier and hasattr(earlier, "replaced_by"):
        earlier = earlier.replaced_by
    return earlier


def _valid_until(rules: CertificateSeries, issued_on: dt.date) -> dt.date | None:
    """Return the day before the anniversary that ends the validity; 29 February counts as 1 March."""
    if rules.valid_years is None:
        return None
    try:
        anniversary = issued_on.replace(year=issued_on.year + rules.valid_years)
    except ValueError:
        anniversary = dt.date(issued_on.year + rules.valid_years, 3, 1)
    return anniversary - dt.timedelta(days=1)


def _end(certificate: Certificate, action: str, *, actor: Person, reason: str) -> Certificate:
    reason = check_end(certificate, actor=actor, reason=reason)
    with transaction.atomic():
        row = Certificate.objects.select_for_update().get(pk=certificate.pk)
        write_end(row, action, actor=actor, reason=reason)
        publish(CertificateRevoked(certificate_id=row.pk, person_id=row.person_id))
    return row


def check_end(certificate: Certificate, *, actor: Person, reason: str) -> str:
    """Return the cleaned *reason* if *actor* may end *certificate* for it."""
    if not may_revoke(actor, certificate):
        raise NotAllowed(_("只有发证机构的管理员可以撤销或换发证书，本人的除外。"))
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise InvalidInput(_("请写明原因，200 字以内。"), fields={"reason": _("请写明原因，200 字以内。")})
    return reason


def write_end(row: Certificate, action: str, *, actor: Person, reason: str) -> None:
    """Write onto the locked *row* that it does not count any more, and why; ``Conflict`` when it did not anyway."""
    before = row.status
    row.status = LIFECYCLE.target(action, before)
    row.revoked_at, row.revoked_by, row.revoke_reason = timezone.now(), actor, reason
    row.save(update_fields=["status", "revoked_at", "revoked_by", "revoke_reason"])
    changes = {"status": [before, row.status]}
    record_audit(actor=actor, action=f"credentials.{action}_certificate", subject=row, why=reason, changes=changes)
