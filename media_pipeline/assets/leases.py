"""Leases: how one process, and only one, does a piece of work, and how it is found again when that process dies.

A lease is taken by one conditional UPDATE and renewed while the work goes on. When its holder is killed, it runs out
and the sweep rings for the work again. All times are the database's own, so clocks of workers do not matter.
"""

import time
import uuid
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from media_pipeline.assets.models import Leased
from media_pipeline.errors import LeaseLost

LEASE = timedelta(seconds=45)
RING_AGAIN = timedelta(seconds=120)
RENEW_SECONDS = 3.0
MAX_ATTEMPTS = 3


class Lease:
    """A held lease on one row. ``save`` and ``renew`` raise ``LeaseLost`` when somebody else holds the row by now."""

    def __init__(self, rows: "QuerySet[Any]", pk: int) -> None:
        self.rows = rows
        self.pk = pk
        self.token = uuid.uuid4()
        self._renewed = time.monotonic()

    def take(self) -> bool:
        """Try to take the lease; count the attempt. Return whether it is ours."""
        free = Q(lease_token__isnull=True) | Q(lease_until__lt=Now())
        return bool(
            self.rows.filter(free, pk=self.pk).update(lease_token=self.token, lease_until=Now() + LEASE, attempts=F("attempts") + 1)
        )

    def renew(self, **fields: Any) -> None:
        """Push the end of the lease out, and save *fields* on the way."""
        self._update(lease_until=Now() + LEASE, **fields)

    def renew_sometimes(self, **fields: Any) -> None:
        """Renew when the last time is a few seconds ago; cheap enough to be called at every chance."""
        if time.monotonic() - self._renewed > RENEW_SECONDS:
            self._renewed = time.monotonic()
            self.renew(**fields)

    def save(self, **fields: Any) -> None:
        """Save *fields* and give the lease back; the row's next step may begin."""
        self._update(lease_token=None, lease_until=Now() + RING_AGAIN, attempts=0, **fields)

    def give_back(self, *, ring_in: timedelta, **fields: Any) -> None:
        """Give the lease back unfinished; the attempt counts, and the sweep rings after *ring_in*."""
        self._update(lease_token=None, lease_until=Now() + ring_in, **fields)

    def put_off(self, *, ring_in: timedelta, **fields: Any) -> None:
        """Give the lease back because something else is away: the attempt does not count."""
        self._update(lease_token=None, lease_until=Now() + ring_in, attempts=0, **fields)

    def _update(self, **fields: Any) -> None:
        model: type[Leased] = self.rows.model
        if not model._default_manager.filter(pk=self.pk, lease_token=self.token).update(**fields):
            raise LeaseLost
