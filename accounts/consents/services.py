"""Recording and withdrawing consent."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.consents.models import Consent, ConsentPurpose
from accounts.people.models import Person
from foundation.api import Conflict, NotAllowed, NotFound


@transaction.atomic
def record_consent(person: Person, purpose: str, version: int, *, source: str = "") -> Consent:
    """Record that *person* agreed to *version* of *purpose*; a consent that stands is returned as it is.

    *source* says where the yes was given (``sign-up``, ``profile``). ``NotFound`` when there is no such version.
    """
    text = ConsentPurpose.objects.filter(key=purpose, version=version).first()
    if text is None:
        raise NotFound(_("没有这一版说明，请刷新页面后重试"))
    consent, _created = Consent.objects.get_or_create(person=person, purpose=text, withdrawn_at=None, defaults={"source": source})
    return consent


def withdraw_consent(consent: Consent, *, actor: Person) -> Consent:
    """Take back *actor*'s own consent. What the platform cannot run without ends with the account instead."""
    if consent.person_id != actor.pk:
        raise NotAllowed(_("只能撤回自己的同意"))
    if consent.purpose.is_required:
        raise Conflict(_("这一项是使用平台必需的。如果不再同意，请在“我的资料”里申请注销账号"))
    withdrawn_at = timezone.now()
    if not Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(withdrawn_at=withdrawn_at):
        raise Conflict(_("已经撤回过了，不用再操作"))
    consent.withdrawn_at = withdrawn_at
    return consent
