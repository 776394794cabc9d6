"""Background work of the foundation, and when it runs by itself."""

from celery import shared_task
from celery.schedules import crontab
from django.conf import settings

from foundation.audit.services import seal_entries
from foundation.limits.services import forget_old_windows
from foundation.outbox import services as outbox


@shared_task
def deliver_event(event_id: int) -> None:
    """Deliver one event to its receivers."""
    outbox.deliver(event_id)


@shared_task
def sweep_outbox() -> None:
    """Deliver what crashes left over and what is to be retried."""
    outbox.sweep()


@shared_task
def seal_audit() -> None:
    """Seal audit entries that a crash left unsealed."""
    seal_entries()


@shared_task
def tidy_up() -> None:
    """Delete what nobody needs any more: settled events and counters of tries."""
    outbox.forget_settled()
    forget_old_windows()


SCHEDULE = {
    "foundation.sweep_outbox": {
        "task": "foundation.tasks.sweep_outbox",
        "schedule": settings.OUTBOX_SWEEP_SECONDS,
        "options": {"expires": max(30.0, settings.OUTBOX_SWEEP_SECONDS)},
    },
    "foundation.seal_audit": {"task": "foundation.tasks.seal_audit", "schedule": 60.0, "options": {"expires": 60.0}},
    "foundation.tidy_up": {"task": "foundation.tasks.tidy_up", "schedule": crontab(hour=3, minute=40)},
}
