"""Publishing events and delivering them.

``publish`` writes a row and rings the worker after commit. Whatever is lost on the way (broker wiped, worker
killed) is found again by ``sweep``, because the row stays unsettled until every receiver is done.
"""

import logging
import traceback
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from foundation.events import Event, Receiver, event_type, receivers_of
from foundation.outbox.models import Delivery, OutboxEvent

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
SWEEP_AFTER = timedelta(seconds=20)


def publish(event: Event) -> int:
    """Store *event* in the current transaction and have it delivered after commit; return its id."""
    row = OutboxEvent.objects.create(name=event.name, payload=event.to_payload())
    transaction.on_commit(lambda: _ring(row.pk), robust=True)
    return row.pk


def deliver(event_id: int) -> bool:
    """Hand the event to each receiver that has not handled it yet; return whether it is settled now.

    Each receiver runs in a transaction of its own, together with the row that says it is done: a crash undoes both.
    """
    row = OutboxEvent.objects.filter(pk=event_id, settled_at__isnull=True).first()
    if row is None:
        return True
    event = event_type(row.name).from_payload(row.payload)
    open_receivers = [name for name, receiver in receivers_of(row.name).items() if not _deliver_to(row, event, name, receiver)]
    if open_receivers:
        return False
    OutboxEvent.objects.filter(pk=row.pk).update(settled_at=timezone.now())
    return True


def sweep(limit: int = 500) -> int:
    """Deliver events that a crash left over or whose retry is due; return how many were looked at."""
    old = OutboxEvent.objects.filter(settled_at__isnull=True, published_at__lt=timezone.now() - SWEEP_AFTER)
    ids = list(old.order_by("published_at").values_list("pk", flat=True)[:limit])
    for event_id in ids:
        deliver(event_id)
    return len(ids)


def _ring(event_id: int) -> None:
    from foundation.tasks import deliver_event

    deliver_event.delay(event_id)


def _deliver_to(row: OutboxEvent, event: Event, name: str, receiver: Receiver) -> bool:
    """Run one receiver unless it is done; return whether nothing is left to do for it."""
    now = timezone.now()
    Delivery.objects.bulk_create([Delivery(event=row, receiver=name)], ignore_conflicts=True)
    try:
        with transaction.atomic():
            delivery = Delivery.objects.select_for_update().get(event=row, receiver=name)
            if delivery.done_at or delivery.given_up_at:
                return True
            if delivery.next_attempt_at and delivery.next_attempt_at > now:
                return False
            receiver(event)
            delivery.done_at = timezone.now()
            delivery.save(update_fields=["done_at"])
    except Exception as error:
        return _note_failure(row, name, error)
    return True


def _note_failure(row: OutboxEvent, name: str, error: Exception) -> bool:
    """Keep the reason on the delivery, plan the next attempt or give up; return whether it gave up."""
    log.exception("receiver failed", extra={"event": row.pk, "receiver": name})
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(event=row, receiver=name)
        delivery.attempts += 1
        delivery.error = "".join(traceback.format_exception(error))[-4000:]
        if delivery.attempts >= MAX_ATTEMPTS:
            delivery.given_up_at = timezone.now()
        else:
            delivery.next_attempt_at = timezone.now() + timedelta(seconds=5 * 2**delivery.attempts)
        delivery.save()
    return delivery.given_up_at is not None
