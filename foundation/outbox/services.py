"""Publishing events and delivering them.

``publish`` writes a row and rings the worker after commit. Whatever is lost on the way (broker wiped, worker
killed) is found again by ``sweep``, because the row stays unsettled until every receiver is done. Events have no order.
"""

import logging
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from foundation.events import Event, event_type, receivers_of
from foundation.outbox.bell import ring
from foundation.outbox.models import Delivery, OutboxEvent

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
SWEEP_AFTER = timedelta(seconds=20)
SWEEP_SECONDS = 25.0
KEEP_SETTLED = timedelta(days=30)
UNREADABLE = "(unreadable event)"
_BATCH = 200
_OPEN = Q(done_at__isnull=True, given_up_at__isnull=True)

type Handler = Callable[[], None]


def publish(event: Event) -> int:
    """Store *event* in the current transaction and have it delivered after commit; return its id."""
    row = OutboxEvent.objects.create(name=event.name, payload=event.to_payload(), due_at=timezone.now() + SWEEP_AFTER)
    transaction.on_commit(partial(ring, row.pk), robust=True)
    return row.pk


def deliver(event_id: int) -> bool:
    """Hand the event to each receiver that has not handled it yet; return whether it is settled now.

    Each receiver runs in a transaction of its own, together with the row that says it is done: a crash undoes both.
    Several workers may deliver one event at once; each receiver runs at one of them.
    """
    row = OutboxEvent.objects.filter(pk=event_id, settled_at__isnull=True).first()
    if row is None:
        return True
    handlers = _handlers(row)
    for name, handler in handlers.items():
        _attempt(row, name, handler)
    return _settle(row, handlers)


def sweep(seconds: float = SWEEP_SECONDS) -> int:
    """Deliver events that a crash left over or whose retry is due, for at most *seconds*; return how many were looked at."""
    end, looked_at = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        due = OutboxEvent.objects.filter(settled_at__isnull=True, due_at__lte=timezone.now())
        ids = list(due.order_by("due_at").values_list("pk", flat=True)[:_BATCH])
        if not ids:
            break
        for event_id in ids:
            deliver(event_id)
            looked_at += 1
            if time.monotonic() >= end:
                break
    return looked_at


def retry_delivery(delivery: Delivery) -> None:
    """Give a delivery that was given up all its attempts again, beginning now. Does nothing to any other."""
    with transaction.atomic():
        again = Delivery.objects.filter(pk=delivery.pk, given_up_at__isnull=False)
        if again.update(given_up_at=None, attempts=0, next_attempt_at=None):
            OutboxEvent.objects.filter(pk=delivery.event_id).update(settled_at=None, due_at=timezone.now())
            transaction.on_commit(partial(ring, delivery.event_id), robust=True)


def forget_settled(before: datetime | None = None) -> int:
    """Delete events settled *before* (30 days ago by default) with their deliveries; those given up stay. Return how many."""
    before = before or timezone.now() - KEEP_SETTLED
    given_up = Delivery.objects.filter(event=OuterRef("pk"), given_up_at__isnull=False)
    old = OutboxEvent.objects.filter(~Exists(given_up), settled_at__lt=before).order_by("pk")
    forgotten = 0
    while ids := list(old.values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            Delivery.objects.filter(event__in=ids).delete()
            OutboxEvent.objects.filter(pk__in=ids).delete()
        forgotten += len(ids)
    return forgotten


def _handlers(row: OutboxEvent) -> Mapping[str, Handler]:
    """Return what is to be done about *row*, by receiver.

    An event whose class is gone or has other fields now gets one handler that fails: it is tried again (a newer worker may know
    it) and given up visibly.
    """
    try:
        event = event_type(row.name).from_payload(row.payload)
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        return {UNREADABLE: partial(_fail, error)}
    return {name: partial(receiver, event) for name, receiver in receivers_of(row.name).items()}


def _fail(error: Exception) -> None:
    raise error


def _attempt(row: OutboxEvent, name: str, handler: Handler) -> None:
    """Run one receiver unless it is done, waits for its retry, or runs elsewhere."""
    if not _claim(row, name):
        return
    try:
        with transaction.atomic():
            delivery = Delivery.objects.select_for_update().get(event=row, receiver=name)
            if delivery.done_at is None:
                handler()
                Delivery.objects.filter(pk=delivery.pk).update(done_at=timezone.now(), error="")
    except Exception as error:
        _note_failure(row, name, error)


def _claim(row: OutboxEvent, name: str) -> bool:
    """Count the attempt and reserve it for this worker, in a transaction of its own, so that it counts even if we are killed."""
    now = timezone.now()
    with transaction.atomic():
        Delivery.objects.bulk_create([Delivery(event=row, receiver=name)], ignore_conflicts=True)
        free = Delivery.objects.select_for_update(skip_locked=True).filter(_OPEN, event=row, receiver=name)
        delivery = free.filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)).first()
        if delivery is None:
            return False
        delivery.attempts += 1
        if delivery.attempts > MAX_ATTEMPTS:
            delivery.given_up_at = now
            delivery.error = delivery.error or "the worker was killed at every attempt"
        else:
            delivery.next_attempt_at = now + _pause(delivery.attempts)
        delivery.save()
    return delivery.given_up_at is None


def _note_failure(row: OutboxEvent, name: str, error: Exception) -> None:
    """Keep the reason on the delivery, plan the next attempt or give up."""
    log.error("receiver failed", exc_info=error, extra={"event": row.pk, "receiver": name})
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(event=row, receiver=name)
        delivery.error = "".join(traceback.format_exception(error))[-4000:].replace("\x00", "")
        if delivery.attempts >= MAX_ATTEMPTS:
            delivery.given_up_at = timezone.now()
        else:
            delivery.next_attempt_at = timezone.now() + _pause(delivery.attempts)
        delivery.save()


def _settle(row: OutboxEvent, handlers: Mapping[str, Handler]) -> bool:
    """Mark the event as settled when nothing is open; else say when to look again. Return whether it is settled."""
    still_open = Delivery.objects.filter(_OPEN, event=row, receiver__in=list(handlers))
    now = timezone.now()
    counted = still_open.aggregate(open=Count("pk"), soonest=Min("next_attempt_at"))
    unsettled = OutboxEvent.objects.filter(pk=row.pk, settled_at__isnull=True)
    if not counted["open"]:
        unsettled.update(settled_at=now)
        return True
    unsettled.update(due_at=max(counted["soonest"] or now, now + timedelta(seconds=1)))
    return False


def _pause(attempts: int) -> timedelta:
    """Return how long to wait after the attempt with this number: 10 s, 20 s, 40 s … 21 min."""
    return timedelta(seconds=5 * 2**attempts)
