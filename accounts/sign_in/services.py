"""Signing in and up, without telling strangers who has an account.

A phone number that nobody has yet gets the same code as any other: whoever proves it is asked for a name and has an
account. An e-mail address without an account gets a mail that says so, and its page looks like any other.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.codes.models import CodePurpose
from accounts.codes.services import issue_code, limit_sending, use_code
from accounts.consents.selectors import current_purposes
from accounts.consents.services import record_consent
from accounts.events import PersonSignedUp
from accounts.outgoing.models import OutgoingMessage
from accounts.outgoing.services import queue_message
from accounts.people.models import Person
from accounts.sign_in.addresses import is_email
from foundation.api import Conflict, InvalidInput, hit_rate_limit, publish, record_audit, take_back_hit

PASSWORD_TRIES_PER_ADDRESS = (5, 300)
PASSWORD_TRIES_PER_CLIENT = (60, 300)
NOTICE_LIFETIME = timedelta(hours=1)


def person_at(address: str) -> Person | None:
    """Return the person with this phone or e-mail."""
    field = "email__iexact" if is_email(address) else "phone"
    return Person.objects.filter(**{field: address}).first()


def send_sign_in_code(address: str, *, client: str) -> None:
    """Send a sign-in code to *address*. A strange e-mail address gets a mail that says how to sign up instead."""
    if is_email(address) and person_at(address) is None:
        limit_sending(address, client=client)
        _explain_unknown(
            address, _("有人用这个邮箱登录知行学堂，但它还没有账号。如果是您，请用手机号登录，第一次登录就会建立账号。")
        )
        return
    issue_code(CodePurpose.SIGN_IN, address, client=client)


def confirm_sign_in_code(address: str, code: str) -> Person | None:
    """Use up *code* and return who signs in, or None when a phone number without an account was proven."""
    use_code(CodePurpose.SIGN_IN, address, code)
    person = person_at(address)
    if person is None and is_email(address):  # the address was given up after the code was sent
        raise Conflict(_("这个邮箱还没有账号，请用手机号登录"))
    return person


def check_password(request: HttpRequest, address: str, password: str, *, client: str) -> Person:
    """Return the person whose password it is; ``InvalidInput`` says no more than that the two do not fit.

    Wrong passwords are limited. They are counted before they are looked at, so that many at once are counted too; a right one
    is taken off again, or a class of people who sign in from one room would lock each other out.
    """
    tries = {
        f"accounts.password.client:{client}": PASSWORD_TRIES_PER_CLIENT,
        f"accounts.password.address:{address}": PASSWORD_TRIES_PER_ADDRESS,
    }
    for key, (limit, seconds) in tries.items():
        hit_rate_limit(key, limit=limit, seconds=seconds)
    person = authenticate(request, username=address, password=password)
    if not isinstance(person, Person):
        message = _("手机号、邮箱或密码不对。也可以改用验证码登录")
        raise InvalidInput(message, code="wrong_password", fields={"password": message})
    for key in tries:
        take_back_hit(key)
    return person


@transaction.atomic
def sign_up(phone: str, *, full_name: str, agreed: Iterable[tuple[str, int]]) -> Person:
    """Return the account for a proven *phone*: a new one, or the one that a parallel try has made just before.

    *agreed* holds (purpose, version) pairs; every required purpose must be among them in its current version.
    """
    agreed = set(agreed)
    missing = [
        purpose.title for purpose in current_purposes() if purpose.is_required and (purpose.key, purpose.version) not in agreed
    ]
    if missing:
        message = _("请先阅读并同意：%(titles)s") % {"titles": "、".join(missing)}
        raise InvalidInput(message, code="consent_missing", fields={"agreed": message})
    try:
        with transaction.atomic():
            person = Person.objects.create_user(phone=phone, full_name=full_name)
    except IntegrityError:
        return Person.objects.get(phone=phone)
    for purpose, version in sorted(agreed):
        record_consent(person, purpose, version, source="sign-up")
    publish(PersonSignedUp(person_id=person.pk))
    return person


def send_reset_code(address: str, *, client: str) -> None:
    """Send a code that allows a new password; an address without an account gets a message that says so."""
    if person_at(address) is None:
        limit_sending(address, client=client)
        _explain_unknown(address, _("有人想重设密码，但这个号码或邮箱还没有账号。用手机号加验证码登录，就会建立账号。"))
        return
    issue_code(CodePurpose.RESET_PASSWORD, address, client=client)


def reset_password(address: str, *, code: str, password: str) -> Person:
    """Set a new password for who holds *address* and return them. All their other sessions end."""
    person = person_at(address)
    _check_strength(password, person)
    use_code(CodePurpose.RESET_PASSWORD, address, code)
    if person is None:  # a code is never sent then; only the account's end in between leads here
        raise Conflict(_("这个账号已经不在了，请重新登录"))
    return set_password(person, password=password, actor=person)


@transaction.atomic
def set_password(person: Person, *, password: str, actor: Person) -> Person:
    """Give *person* the *password*; ``InvalidInput`` beside ``password`` when it is too easy to guess."""
    _check_strength(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    record_audit(actor=actor, action="accounts.set_password", subject=person)
    return person


def _check_strength(password: str, person: Person | None) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        message = " ".join(error.messages)
        raise InvalidInput(message, code="weak_password", fields={"password": message}) from error


def _explain_unknown(address: str, text: str) -> None:
    by_mail = is_email(address)
    with transaction.atomic():
        queue_message(
            OutgoingMessage.Channel.MAIL if by_mail else OutgoingMessage.Channel.SMS,
            address,
            text if by_mail else f"【{settings.SITE_NAME}】{text}",
            subject=_("还没有账号"),
            useless_after=timezone.now() + NOTICE_LIFETIME,
        )
