"""What people change about their own account."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.codes.models import CodePurpose
from accounts.codes.services import issue_code, use_code
from accounts.consents.models import Consent
from accounts.events import AccountClosed
from accounts.notices.models import ChannelChoice, Notice
from accounts.people.masking import mask_email, mask_phone
from accounts.people.models import Person
from accounts.profile.models import ClosureRequest
from accounts.sign_in.addresses import is_email, normalise_address
from foundation.api import Conflict, InvalidInput, NotAllowed, publish, record_audit

CLOSURE_DELAY = timedelta(days=15)


@transaction.atomic
def update_profile(person: Person, *, actor: Person, full_name: str, language: str) -> Person:
    """Change *actor*'s own name and language."""
    if person.pk != actor.pk:
        raise NotAllowed(_("只能修改自己的资料"))
    full_name = " ".join(full_name.split())
    if not full_name:
        raise InvalidInput(_("请填姓名"), fields={"full_name": _("请填姓名")})
    changes = {"full_name": [person.full_name, full_name]} if full_name != person.full_name else {}
    person.full_name, person.language = full_name, language
    person.save(update_fields=["full_name", "language"])
    if changes:
        record_audit(actor=actor, action="accounts.update_profile", subject=person, changes=changes)
    return person


def send_change_code(person: Person, address: str, *, by_mail: bool, client: str) -> str:
    """Send a code to the new phone or e-mail of *person* and return the address as it will be stored.

    An address that belongs to somebody else gets the same code and the same page; the change is refused only once
    the holder has proven it, so that nobody can try out who has an account.
    """
    address = normalise_address(address)
    if is_email(address) != by_mail:
        message = _("请填邮箱") if by_mail else _("请填 11 位手机号，例如 138 0000 0000")
        raise InvalidInput(message, fields={"address": message})
    if address in (person.phone, (person.email or "").lower()):
        message = _("这就是现在用的，不用再改")
        raise InvalidInput(message, fields={"address": message})
    issue_code(CodePurpose.CHANGE_ADDRESS, address, client=client)
    return address


def change_address(person: Person, address: str, code: str, *, actor: Person) -> Person:
    """Give *actor*'s own account the proven *address* (phone or e-mail) and return it."""
    if person.pk != actor.pk:
        raise NotAllowed(_("只能修改自己的手机号和邮箱"))
    use_code(CodePurpose.CHANGE_ADDRESS, address, code)
    field, mask = ("email", mask_email) if is_email(address) else ("phone", mask_phone)
    before = getattr(person, field)
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person.pk).update(**{field: address})
            changes = {field: [mask(before), mask(address)]}
            record_audit(actor=actor, action="accounts.change_address", subject=person, changes=changes)
    except IntegrityError as error:
        message = _("它已经属于另一个账号。请用它登录那个账号，或者换一个")
        raise Conflict(message, code="address_taken", fields={"code": message}) from error
    setattr(person, field, address)
    return person


@transaction.atomic
def request_closure(person: Person, *, actor: Person) -> ClosureRequest:
    """Ask for the end of *actor*'s own account in 15 days; one that is open already is returned as it is."""
    if person.pk != actor.pk:
        raise NotAllowed(_("只能注销自己的账号"))
    request, created = ClosureRequest.objects.get_or_create(
        person=person, withdrawn_at=None, done_at=None, defaults={"due_at": timezone.now() + CLOSURE_DELAY}
    )
    if created:
        record_audit(actor=actor, action="accounts.request_closure", subject=person)
    return request


@transaction.atomic
def withdraw_closure(person: Person, *, actor: Person) -> None:
    """Take back *actor*'s own request."""
    if person.pk != actor.pk:
        raise NotAllowed(_("只能撤回自己的申请"))
    open_requests = ClosureRequest.objects.filter(person=person, withdrawn_at__isnull=True, done_at__isnull=True)
    if not open_requests.update(withdrawn_at=timezone.now()):
        raise Conflict(_("没有等待办理的注销申请"))
    record_audit(actor=actor, action="accounts.withdraw_closure", subject=person)


def close_due_accounts() -> int:
    """Close every account whose time has come; return how many."""
    due = ClosureRequest.objects.filter(withdrawn_at__isnull=True, done_at__isnull=True, due_at__lte=timezone.now())
    return sum(_close(request_id) for request_id in due.values_list("pk", flat=True))


@transaction.atomic
def _close(request_id: int) -> bool:
    """Remove what identifies the person. Ledgers keep the number, so that issued certificates stay verifiable."""
    request = (
        ClosureRequest.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=request_id, withdrawn_at__isnull=True, done_at__isnull=True)
        .first()
    )
    if request is None:
        return False
    person = request.person
    person.full_name, person.phone, person.email = "", None, f"closed-{person.pk}@closed.invalid"
    person.is_active = False
    person.set_unusable_password()
    person.save()
    Notice.objects.filter(person=person).delete()
    ChannelChoice.objects.filter(person=person).delete()
    Consent.objects.filter(person=person, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    request.done_at = timezone.now()
    request.save(update_fields=["done_at"])
    record_audit(actor=None, action="accounts.close_account", subject=person)
    publish(AccountClosed(person_id=person.pk))
    return True
