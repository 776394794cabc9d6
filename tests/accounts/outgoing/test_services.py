"""Messages leave once, are retried when that can help, and fail where the staff can see it."""

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.outgoing.models import OutgoingMessage
from accounts.outgoing.services import MAX_ATTEMPTS, queue_message, send_due

pytestmark = pytest.mark.django_db

PHONE = "+8613800001234"


def queue(text="验证码 123456", log="验证码 ******", lifetime=timedelta(minutes=10), channel="sms", address=PHONE):
    return queue_message(channel, address, text, subject="您的验证码", text_for_log=log, useless_after=timezone.now() + lifetime)


def test_a_message_leaves_once_and_forgets_its_secret(sms_server):
    message = queue()

    tried = [send_due(), send_due()]

    message.refresh_from_db()
    assert tried == [1, 0]
    assert [received.text for received in sms_server.mailbox.messages] == ["验证码 123456"]
    assert (message.state, message.text, message.attempts) == ("sent", "验证码 ******", 1)
    assert message.receipt == sms_server.mailbox.messages[0].receipt


def test_a_passing_fault_is_tried_again_later(sms_server):
    message = queue()
    sms_server.mailbox.mode = "500"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_due()
        at_once = send_due()
        sms_server.mailbox.mode = "ok"
        clock.shift(timedelta(seconds=3))
        later = send_due()

    message.refresh_from_db()
    assert (at_once, later) == (0, 1)
    assert (message.state, message.attempts) == ("sent", 2)


def test_a_fault_of_ours_fails_at_once_and_says_why(sms_server):
    message = queue()
    sms_server.mailbox.mode = "signature"

    send_due()

    message.refresh_from_db()
    assert (message.state, message.attempts, message.text) == ("failed", 1, "验证码 ******")
    assert "wrong signature" in message.error


def test_a_fault_that_lasts_ends_as_failed(sms_server):
    message = queue(lifetime=timedelta(days=1))
    sms_server.mailbox.mode = "quota"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _try in range(MAX_ATTEMPTS + 2):
            send_due()
            clock.shift(timedelta(hours=1))

    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", MAX_ATTEMPTS)
    assert "daily quota used up" in message.error


def test_a_code_that_expired_is_not_sent_any_more(sms_server):
    message = queue(lifetime=timedelta(seconds=-1))

    send_due()

    message.refresh_from_db()
    assert (message.state, message.text) == ("failed", "验证码 ******")
    assert list(sms_server.mailbox.messages) == []


def test_mail_goes_by_mail():
    queue(channel="mail", address="lin@example.com")

    send_due()

    assert [(sent.to, sent.subject, sent.body) for sent in mail.outbox] == [
        (["lin@example.com"], "【知行学堂】您的验证码", "验证码 123456")
    ]


@pytest.mark.django_db(transaction=True)
def test_workers_in_parallel_send_each_message_once(sms_server):
    for number in range(12):
        queue(text=f"text {number}")
    start = threading.Barrier(4)

    def work():
        start.wait()
        send_due()
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(received.text for received in sms_server.mailbox.messages) == sorted(f"text {n}" for n in range(12))
    assert OutgoingMessage.objects.filter(state="sent", attempts=1).count() == 12


def test_a_slow_gateway_costs_no_more_than_the_timeout(sms_server):
    message = queue()
    sms_server.mailbox.mode, sms_server.mailbox.slowness = "slow", 2

    begun = time.monotonic()
    send_due()

    message.refresh_from_db()
    assert time.monotonic() - begun < 1.5
    assert (message.state, message.attempts) == ("waiting", 1)
