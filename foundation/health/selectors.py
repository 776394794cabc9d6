"""Looking after the parts that the site stands on."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from celery import current_app
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone

from foundation.audit.models import AuditEntry
from foundation.health.registry import looks
from foundation.outbox.models import Delivery, OutboxEvent

LATE_SECONDS = 300
_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Check:
    """What one look found. ``vital`` parts take the site down with them, the others only slow it."""

    name: str
    ok: bool
    vital: bool
    seconds: float
    note: str = ""


def check_health() -> list[Check]:
    """Look at database, storage, broker, waiting events and what other apps named; a part that raises is not well."""
    return [
        _look("database", _ask_database, vital=True),
        _look("storage", _look_at_storage, vital=True),
        _look("broker", _knock_at_broker, vital=False),
        _look("events", _look_at_events, vital=False),
        *(_look(name, look, vital=False) for name, look in looks.items()),
    ]


def waiting_figures() -> dict[str, float]:
    """Return how much waits: unsettled events, the oldest one's age in seconds, given-up deliveries, unsealed audit entries."""
    waiting = OutboxEvent.objects.filter(settled_at__isnull=True).aggregate(count=Count("pk"), oldest=Min("published_at"))
    age = (timezone.now() - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0.0
    return {
        "events_unsettled": waiting["count"],
        "events_oldest_seconds": age,
        "deliveries_given_up": Delivery.objects.filter(given_up_at__isnull=False).count(),
        "audit_unsealed": AuditEntry.objects.filter(sequence__isnull=True).count(),
    }


def _look(name: str, check: Callable[[], str], *, vital: bool) -> Check:
    begun = time.monotonic()
    try:
        note = check()
    except Exception as error:  # whatever a client library raises is the answer
        note = type(error).__name__
    return Check(name=name, ok=not note, vital=vital, seconds=round(time.monotonic() - begun, 3), note=note)


def _ask_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _look_at_storage() -> str:
    for name in ("default", "media"):
        storage = storages[name]
        storage.exists("health")
        if isinstance(storage, FileSystemStorage):
            folder = Path(storage.base_location)
            folder.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(folder).free < _FREE_BYTES:
                return "disk nearly full"
    return ""


def _knock_at_broker() -> str:
    with current_app.connection_for_write(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    return ""


def _look_at_events() -> str:
    return "events wait too long" if waiting_figures()["events_oldest_seconds"] > LATE_SECONDS else ""
