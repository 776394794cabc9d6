"""Background work of accounts."""

from celery import shared_task

from accounts.notices import services as notices


@shared_task
def deliver_notices() -> None:
    """Send the notices that wait; rung after each commit and every minute for what a crash left over."""
    notices.deliver_due()


SCHEDULE = {
    "accounts.deliver_notices": {"task": "accounts.tasks.deliver_notices", "schedule": 60.0, "options": {"expires": 60.0}},
}
