"""Fixtures that every test may use."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from search.answers.suggesting import forget_suggestions


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let tests with real transactions empty append-only tables when they end; rows stay protected from all else.

    When all tests are done, connections that their threads left behind are closed, or the database could not be dropped.
    """
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE '%\\_no\\_truncate' AND NOT tgisinternal"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def count_queries(db: None) -> Callable[[Callable[[], object]], int]:
    """Return a function that calls what it is given and says how many queries that took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count


@pytest.fixture(autouse=True)
def no_kept_suggestions() -> None:
    """Let no test see the suggestions of another: their transactions are rolled back, which no listener hears of."""
    forget_suggestions()
