"""Background work of accounts."""

from celery import shared_task

from accounts.codes.services import forget_old_codes
from accounts.notices import services as notices
from accounts.outgoing import services as outgoing
from accounts.profile.services import close_due_accounts


@shared_task
def send_outgoing() -> None:
    """Send codes and other messages that wait; rung after each commit, swept for what a crash left over."""
    outgoing.send_due()


@shared_task
def deliver_notices() -> None:
    """Send the notices that wait; rung after each commit, swept for what a crash left over."""
    notices.deliver_due()


@shared_task
def tidy_accounts() -> None:
    """Close the accounts whose time has come and forget codes that expired; once an hour."""
    close_due_accounts()
    forget_old_codes()


SCHEDULE = {
    "accounts.send_outgoing": {"task": "accounts.tasks.send_outgoing", "schedule": 10.0, "options": {"expires": 10.0}},
    "accounts.deliver_notices": {"task": "accounts.tasks.deliver_notices", "schedule": 60.0, "options": {"expires": 60.0}},
    "accounts.tidy_accounts": {"task": "accounts.tasks.tidy_accounts", "schedule": 3600.0},
}
