"""Fixtures that every test may use."""

from collections.abc import Callable

import pytest


@pytest.fixture
def deliver_events(db: None) -> Callable[[], int]:
    """Return a function that delivers every unsettled event, and what these publish in turn, as the worker would."""
    from foundation.outbox.models import Delivery, OutboxEvent
    from foundation.outbox.services import deliver

    def drain() -> int:
        delivered = 0
        while ids := list(OutboxEvent.objects.filter(settled_at__isnull=True).order_by("pk").values_list("pk", flat=True)):
            for event_id in ids:
                assert deliver(event_id), list(Delivery.objects.filter(event_id=event_id).values_list("receiver", "error"))
                delivered += 1
        return delivered

    return drain
