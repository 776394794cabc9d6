"""Queueing messages and getting them out.

The row is the truth and the worker's queue only a bell: what a crash or a wiped broker leaves over is sent by the
sweep. A message that cannot go out in time ends as failed, with the reason, for the staff to see.
"""

import logging
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.outgoing.models import OutgoingMessage
from accounts.sms.gateway import GatewayError, SmsOrder, sms_gateway

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=2)
SEND_TASK = "accounts.tasks.send_outgoing"
Channel, State = OutgoingMessage.Channel, OutgoingMessage.State


def queue_message(
    channel: str, address: str, text: str, *, subject: str = "", text_for_log: str | None = None, useless_after: datetime
) -> OutgoingMessage:
    """Store a message in the current transaction and ring the worker after commit.

    *text_for_log* is what may stay once it is settled (default: *text*); *useless_after* ends the retries.
    """
    message = OutgoingMessage.objects.create(
        channel=channel,
        address=address,
        subject=subject,
        text=text,
        text_for_log=text if text_for_log is None else text_for_log,
        useless_after=useless_after,
    )
    transaction.on_commit(lambda: current_app.send_task(SEND_TASK, retry=False), robust=True)
    return message


def queue_sms(phone: str, text: str, *, useless_after: datetime) -> OutgoingMessage:
    """Queue a text message in the site's name to an E.164 number; call it inside the act's transaction."""
    return queue_message(Channel.SMS, phone, f"【{settings.SITE_NAME}】{text}", useless_after=useless_after)


def send_due(limit: int = 200) -> int:
    """Send what waits and is due, each in its own transaction; return how many were tried. Safe to run in parallel."""
    tried = 0
    while tried < limit and _send_next():
        tried += 1
    return tried


def _send_next() -> bool:
    due = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=timezone.now())
    with transaction.atomic():
        waiting = OutgoingMessage.objects.select_for_update(skip_locked=True).filter(due, state=State.WAITING)
        message = waiting.order_by("pk").first()
        if message is None:
            return False
        _try(message)
        message.save()
    return True


def _try(message: OutgoingMessage) -> None:
    """Send *message* once and note on it what came of it."""
    if message.useless_after <= timezone.now():
        _settle(message, State.FAILED, message.error or "expired before it could be sent")
        return
    message.attempts += 1
    try:
        message.receipt = _hand_over(message)
    except (GatewayError, OSError) as error:
        log.warning("message not sent", extra={"outgoing": message.pk, "attempt": message.attempts})
        _note_failure(message, error)
        return
    _settle(message, State.SENT)


def _hand_over(message: OutgoingMessage) -> str:
    """Give *message* to its gateway and return the receipt. ``smtplib`` errors are ``OSError``, too."""
    if message.channel == Channel.SMS:
        return sms_gateway().send(SmsOrder(phone=message.address, text=message.text, reference=f"zhixing-{message.pk}"))
    send_mail(f"【{settings.SITE_NAME}】{message.subject}", message.text, None, [message.address])
    return ""


def _note_failure(message: OutgoingMessage, error: Exception) -> None:
    reason = f"{type(error).__name__}: {error}"[:300]
    final = (isinstance(error, GatewayError) and not error.worth_retrying) or message.attempts >= MAX_ATTEMPTS
    if final:
        _settle(message, State.FAILED, reason)
    else:
        wait = FIRST_RETRY * 2 ** (message.attempts - 1)
        message.error, message.next_attempt_at = reason, timezone.now() + wait
        transaction.on_commit(lambda: current_app.send_task(SEND_TASK, countdown=wait.total_seconds(), retry=False), robust=True)


def _settle(message: OutgoingMessage, state: str, error: str = "") -> None:
    message.state, message.error, message.settled_at = state, error[:300], timezone.now()
    message.text = message.text_for_log
