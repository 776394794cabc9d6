"""Telling a worker that an event waits. Losing a ring loses time, never work: the sweep finds the event again."""

import logging
import time

from celery import current_app

log = logging.getLogger(__name__)

QUIET_SECONDS = 10.0
DELIVER_TASK = "foundation.tasks.deliver_event"
_quiet_until = 0.0


def ring(event_id: int) -> bool:
    """Ask a worker to deliver the event now; return whether the broker took it.

    The caller's work is committed already, so a broker that is down must neither fail nor delay it: there is one try, and
    after a failed one this process does not ring for ``QUIET_SECONDS``.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        current_app.send_task(DELIVER_TASK, args=(event_id,), retry=False)
    except Exception:  # brokers raise whatever their client library does; the sweep delivers instead
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.exception("the broker cannot be reached; the sweep will deliver", extra={"event": event_id})
        return False
    return True
