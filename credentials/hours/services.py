"""Writing the ledger of hours."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.api import Person
from credentials.enums import HourCategory
from credentials.events import HoursAwarded
from credentials.hours.models import HourEntry
from credentials.hours.policies import may_correct
from foundation.api import Conflict, InvalidInput, NotAllowed, publish, record_audit

_CENT = Decimal("0.01")
_MOST = Decimal("9999.99")


def award_hours(
    *,
    person_id: int,
    hours: Decimal,
    category: HourCategory,
    source_key: str,
    organisation_id: int,
    title: str,
    earned_on: dt.date,
    evidence: Mapping[str, Any],
) -> HourEntry:
    """Write *hours* into the person's ledger, once per *source_key*, and return the entry.

    A second call with the same key returns the first entry; with other facts it is a ``Conflict``. *hours* are above zero
    and at most 9999.99, in hundredths (``InvalidInput``). *evidence* holds JSON values that prove the award.
    """
    _check_hours(hours)
    fields = {"person_id": person_id, "hours": hours, "category": HourCategory(category), "organisation_id": organisation_id}
    try:
        with transaction.atomic():
            entry = HourEntry.objects.create(
                **fields, source_key=source_key, title=title, earned_on=earned_on, evidence=dict(evidence)
            )
            record_audit(actor=None, action="credentials.award_hours", subject=entry, changes={"hours": [None, str(hours)]})
            publish(HoursAwarded(entry_id=entry.pk, person_id=person_id, hours=hours))
    except IntegrityError:
        earlier = HourEntry.objects.filter(source_key=source_key).first()
        if earlier is None:
            raise
        if any(getattr(earlier, name) != value for name, value in fields.items()):
            raise Conflict(_("这个来源的学时已经记过，内容不同。请先冲正原记录。"), code="source_key_reused") from None
        return earlier
    return entry


def take_back_hours(entry: HourEntry, *, actor: Person, reason: str) -> HourEntry:
    """Write the counter-entry that brings *entry* to zero, and return it.

    ``NotAllowed`` unless *actor* manages the organisation; ``InvalidInput`` without a reason or for a counter-entry;
    ``Conflict`` when it was taken back before.
    """
    if not may_correct(actor, entry):
        raise NotAllowed(_("只有该机构的管理员可以冲正学时，本人的除外。"))
    if not reason.strip():
        raise InvalidInput(_("请写明冲正的原因。"), fields={"reason": _("请写明冲正的原因。")})
    if entry.corrects_id is not None:
        raise InvalidInput(_("冲正记录本身不能再冲正。如需恢复，请重新记入。"), code="is_correction")
    try:
        with transaction.atomic():
            counter = HourEntry.objects.create(
                person_id=entry.person_id,
                organisation_id=entry.organisation_id,
                hours=-entry.hours,
                category=entry.category,
                title=entry.title,
                earned_on=entry.earned_on,
                source_key=f"taken-back:{entry.pk}",
                evidence={"reason": reason, "entry": entry.pk},
                corrects=entry,
            )
            record_audit(
                actor=actor,
                action="credentials.take_back_hours",
                subject=entry,
                why=reason,
                changes={"hours": [str(entry.hours), "0"]},
            )
            publish(HoursAwarded(entry_id=counter.pk, person_id=entry.person_id, hours=counter.hours))
    except IntegrityError as error:
        if not HourEntry.objects.filter(corrects=entry).exists():
            raise
        raise Conflict(_("这条学时已经冲正过了。"), code="taken_back") from error
    return counter


def _check_hours(hours: Decimal) -> None:
    if not hours.is_finite() or not 0 < hours <= _MOST or hours != hours.quantize(_CENT):
        raise InvalidInput(_("学时应大于 0，不超过 9999.99，最多两位小数。"), fields={"hours": _("请填大于 0 的学时。")})
