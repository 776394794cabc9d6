"""Issuing and using one-time codes.

A code lives ten minutes, opens once, and dies after five wrong tries. Tries are also counted per address over all
codes, so that asking for new ones does not buy more guesses: at 15 tries an hour a six-digit code is found once in
years.
"""

import enum
import secrets
import unicodedata
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.codes.models import OneTimeCode
from accounts.outgoing.models import OutgoingMessage
from accounts.outgoing.services import queue_message
from foundation.api import InvalidInput, hit_rate_limit

LIFETIME = timedelta(minutes=10)
DIGITS = 6
MAX_WRONG_TRIES = 5
RESEND_AFTER = 60

PER_ADDRESS = ((1, RESEND_AFTER), (6, 3600), (12, 86400))
PER_CLIENT = ((80, 3600),)
"""(how many, in how many seconds). A learning centre's visitors share one client address: its limit is wide."""
TRIES_PER_ADDRESS = (15, 3600)


class Outcome(enum.Enum):
    """What became of one try."""

    RIGHT = enum.auto()
    WRONG = enum.auto()
    DEAD = enum.auto()


def limit_sending(address: str, *, client: str) -> None:
    """Count one message to *address* asked for by *client*; ``TooManyRequests`` with the waiting time when too many."""
    for limit, seconds in PER_CLIENT:
        hit_rate_limit(f"accounts.send.client:{client}:{seconds}", limit=limit, seconds=seconds)
    for limit, seconds in PER_ADDRESS:
        hit_rate_limit(f"accounts.send.address:{address}:{seconds}", limit=limit, seconds=seconds)


def issue_code(purpose: str, address: str, *, client: str) -> None:
    """Send a fresh code for *purpose* to *address* (E.164 phone or e-mail); the one before it opens nothing any more."""
    limit_sending(address, client=client)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    now = timezone.now()
    with transaction.atomic():
        OneTimeCode.objects.update_or_create(
            purpose=purpose,
            address=address,
            defaults={
                "digest": _digest(purpose, address, code),
                "issued_at": now,
                "expires_at": now + LIFETIME,
                "wrong_tries": 0,
                "used_at": None,
            },
        )
        _queue(address, code)


def use_code(purpose: str, address: str, code: str) -> None:
    """Use up the code for *purpose* and *address*; ``InvalidInput`` beside the field ``code`` when it does not open."""
    limit, seconds = TRIES_PER_ADDRESS
    hit_rate_limit(f"accounts.try.{purpose}:{address}", limit=limit, seconds=seconds)
    outcome = _try(purpose, address, "".join(unicodedata.normalize("NFKC", code).split()))
    if outcome is Outcome.RIGHT:
        return
    message = (
        _("验证码不对，请看一下最近收到的那一条")
        if outcome is Outcome.WRONG
        else _("这个验证码已经用过或过期了，请点“再发一次”，用新的验证码")
    )
    raise InvalidInput(message, code=f"code_{outcome.name.lower()}", fields={"code": message})


def forget_old_codes() -> int:
    """Delete codes that expired a day ago or earlier; return how many."""
    return OneTimeCode.objects.filter(expires_at__lt=timezone.now() - timedelta(days=1)).delete()[0]


@transaction.atomic
def _try(purpose: str, address: str, code: str) -> Outcome:
    """Compare under a row lock, so that parallel tries are counted one by one and one code opens once."""
    row = OneTimeCode.objects.select_for_update().filter(purpose=purpose, address=address).first()
    if row is None or row.used_at or row.expires_at <= timezone.now() or row.wrong_tries >= MAX_WRONG_TRIES:
        return Outcome.DEAD
    if not constant_time_compare(row.digest, _digest(purpose, address, code)):
        row.wrong_tries += 1
        row.save(update_fields=["wrong_tries"])
        return Outcome.WRONG
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    return Outcome.RIGHT


def _digest(purpose: str, address: str, code: str) -> str:
    return salted_hmac("accounts.codes", f"{purpose}|{address}|{code}", algorithm="sha256").hexdigest()


def _queue(address: str, code: str) -> None:
    text = _("验证码 %(code)s，10 分钟内有效。请不要告诉任何人，工作人员也不会向您要。")
    by_mail = "@" in address
    queue_message(
        OutgoingMessage.Channel.MAIL if by_mail else OutgoingMessage.Channel.SMS,
        address,
        text % {"code": code} if by_mail else f"【{settings.SITE_NAME}】{text % {'code': code}}",
        subject=_("您的验证码"),
        text_for_log=text % {"code": "*" * DIGITS},
        useless_after=timezone.now() + LIFETIME,
    )
