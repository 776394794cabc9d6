"""Issuing a certificate anew after its holder's name was corrected. The old one stays in the ledger and says what replaced it."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.api import Person
from credentials.certificates.lifecycle import LIFECYCLE, REPLACE
from credentials.certificates.models import Certificate
from credentials.certificates.selectors import REISSUE_MARK
from credentials.certificates.series import series_called
from credentials.certificates.services import check_end, name_of, number_and_save, write_end
from foundation.api import Conflict

COPIED = (
    *("series", "person_id", "organisation_id", "kind", "wording", "title", "level", "hours", "started_on", "finished_on"),
    *("organisation_name", "valid_until"),
)
"""What stays as it was printed: only the name, the number and the day of issue are new."""


@transaction.atomic
def reissue_certificate(certificate: Certificate, *, actor: Person, reason: str) -> Certificate:
    """Issue *certificate* anew with the name that its holder has now, and return the new one.

    ``Conflict`` when it does not count any more or the name is the same.
    """
    reason = check_end(certificate, actor=actor, reason=reason)
    old = Certificate.objects.select_for_update().get(pk=certificate.pk)
    LIFECYCLE.target(REPLACE, old.status)
    name = name_of(old.person_id)
    if name == old.holder_name:
        raise Conflict(_("持证人的姓名没有变，不用换发。请持证人先在“我的资料”里改好姓名。"), code="same_name")
    new = Certificate(
        **{field: getattr(old, field) for field in COPIED},
        holder_name=name,
        issued_on=timezone.localdate(),
        source_key=_next_key(old),
        evidence=old.evidence | {"replaces": old.number_text},
        replaces=old,
    )
    write_end(old, REPLACE, actor=actor, reason=reason)
    with translation.override("zh-hans"):
        return number_and_save(new, series_called(old.series))


def _next_key(old: Certificate) -> str:
    """Return the key of the next certificate from the same source: the source's own, and which one it is."""
    source, _mark, number = old.source_key.partition(REISSUE_MARK)
    return f"{source}{REISSUE_MARK}{int(number or 1) + 1}"
