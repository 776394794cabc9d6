"""Background work of the foundation."""

from celery import shared_task

from foundation.outbox import services


@shared_task
def deliver_event(event_id: int) -> None:
    """Deliver one event to its receivers."""
    services.deliver(event_id)


@shared_task
def sweep_outbox() -> None:
    """Deliver what crashes left over; runs every 30 s."""
    services.sweep()
