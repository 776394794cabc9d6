"""Events arrive once, whatever dies on the way."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from foundation.api import publish
from foundation.outbox import services
from foundation.outbox.models import Delivery, OutboxEvent
from foundation.outbox.services import MAX_ATTEMPTS, UNREADABLE, deliver, forget_settled, retry_delivery, sweep
from tests.foundation.outbox.samples import Barrier, SampleHappened, effects, on_arrival

DYING_WORKER = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from foundation.outbox.services import deliver
from tests.foundation.outbox.samples import kill_this_process, on_arrival
on_arrival.append(kill_this_process)
deliver(int(sys.argv[2]))
"""
FIRST = "tests.foundation.outbox.samples.count_it"


@pytest.fixture(autouse=True)
def _no_fault_left() -> Iterator[None]:
    yield
    on_arrival.clear()


def _fail() -> None:
    raise ValueError("the shop is closed")


def _make_due(event_id: int) -> None:
    """Let the waiting time of the event and its deliveries pass."""
    past = timezone.now() - timedelta(seconds=1)
    OutboxEvent.objects.filter(pk=event_id).update(due_at=past)
    Delivery.objects.filter(event=event_id, next_attempt_at__isnull=False).update(next_attempt_at=past)


@pytest.mark.django_db
def test_each_receiver_gets_the_event_once() -> None:
    event_id = publish(SampleHappened(thing="a"))

    assert [deliver(event_id), deliver(event_id)] == [True, True]

    assert effects() == {"first:a": 1, "second:a": 1}


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_rolled_back_transaction_never_was() -> None:
    with transaction.atomic():
        publish(SampleHappened(thing="undone"))
        transaction.set_rollback(True)

    assert OutboxEvent.objects.count() == 0


@pytest.mark.django_db
def test_a_failing_receiver_does_not_stop_the_others_and_leaves_no_effect() -> None:
    on_arrival.append(_fail)
    event_id = publish(SampleHappened(thing="a"))

    assert deliver(event_id) is False

    assert effects() == {"second:a": 1}
    failed = Delivery.objects.get(event=event_id, done_at__isnull=True)
    assert (failed.receiver, failed.attempts, failed.given_up_at) == (FIRST, 1, None)
    assert failed.error.endswith("ValueError: the shop is closed\n")


@pytest.mark.django_db
def test_a_failed_receiver_is_tried_again_when_its_pause_is_over_and_not_before() -> None:
    on_arrival.append(_fail)
    event_id = publish(SampleHappened(thing="a"))
    deliver(event_id)
    on_arrival.clear()

    assert deliver(event_id) is False
    assert effects() == {"second:a": 1}
    _make_due(event_id)
    assert sweep() == 1

    assert effects() == {"first:a": 1, "second:a": 1}
    assert OutboxEvent.objects.get().settled_at is not None


@pytest.mark.django_db
def test_pauses_grow_and_the_last_failure_gives_up_visibly() -> None:
    on_arrival.append(_fail)
    event_id = publish(SampleHappened(thing="a"))
    pauses = []
    for _ in range(MAX_ATTEMPTS):
        begun = timezone.now()
        settled = deliver(event_id)
        failed = Delivery.objects.get(event=event_id, receiver=FIRST)
        pauses.append(round((failed.next_attempt_at - begun).total_seconds(), -1))
        _make_due(event_id)

    assert pauses[:-1] == [10, 20, 40, 80, 160, 320, 640]
    assert (settled, failed.attempts, failed.given_up_at is None) == (True, MAX_ATTEMPTS, False)
    assert OutboxEvent.objects.get().settled_at is not None


@pytest.mark.django_db
def test_a_given_up_delivery_can_be_retried_by_hand_without_repeating_the_others() -> None:
    on_arrival.append(_fail)
    event_id = publish(SampleHappened(thing="a"))
    Delivery.objects.create(event_id=event_id, receiver=FIRST, attempts=MAX_ATTEMPTS - 1)
    deliver(event_id)
    on_arrival.clear()

    retry_delivery(Delivery.objects.get(given_up_at__isnull=False))
    assert sweep() == 1

    assert effects() == {"first:a": 1, "second:a": 1}
    assert Delivery.objects.filter(done_at__isnull=False, error="").count() == 2


@pytest.mark.django_db
def test_an_event_whose_class_is_gone_waits_and_is_given_up_without_stopping_others() -> None:
    past = timezone.now() - timedelta(minutes=1)
    gone = OutboxEvent.objects.create(name="tests.GoneHappened", payload={}, due_at=past)
    other_fields = OutboxEvent.objects.create(name=SampleHappened.name, payload={"item": 1}, due_at=past)
    well = OutboxEvent.objects.create(name=SampleHappened.name, payload={"thing": "a"}, due_at=timezone.now())

    assert sweep() == 3

    assert effects() == {"first:a": 1, "second:a": 1}
    assert list(OutboxEvent.objects.filter(settled_at__isnull=False)) == [well]
    for event in (gone, other_fields):
        Delivery.objects.filter(event=event).update(attempts=MAX_ATTEMPTS - 1)
        _make_due(event.pk)
    sweep()
    given_up = Delivery.objects.filter(given_up_at__isnull=False).order_by("event_id")
    assert [(row.event, row.receiver, row.error.splitlines()[-1]) for row in given_up] == [
        (gone, UNREADABLE, "KeyError: 'tests.GoneHappened'"),
        (other_fields, UNREADABLE, "KeyError: 'thing'"),
    ]


@pytest.mark.django_db
def test_many_failing_events_do_not_keep_newer_ones_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_BATCH", 2)
    past = timezone.now() - timedelta(minutes=1)
    for number in range(5):
        OutboxEvent.objects.create(name=f"tests.Gone{number}", payload={}, due_at=past)
    OutboxEvent.objects.create(name=SampleHappened.name, payload={"thing": "a"}, due_at=timezone.now())

    assert sweep() == 6

    assert effects() == {"first:a": 1, "second:a": 1}


@pytest.mark.django_db
def test_a_fresh_event_is_left_to_the_worker_that_was_rung() -> None:
    publish(SampleHappened(thing="a"))

    assert sweep() == 0


@pytest.mark.django_db
def test_an_empty_poll_is_one_query_on_a_small_index(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    now = timezone.now()
    OutboxEvent.objects.bulk_create(
        OutboxEvent(name="tests.Old", payload={}, settled_at=now, due_at=now - timedelta(days=1)) for _ in range(20_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE foundation_outboxevent")
    due = OutboxEvent.objects.filter(settled_at__isnull=True, due_at__lte=now).order_by("due_at")[:200]

    with django_assert_num_queries(1):
        assert sweep() == 0

    assert "outbox_due" in due.explain()


@pytest.mark.django_db
def test_old_settled_events_are_forgotten_but_not_open_or_given_up_ones() -> None:
    long_ago = timezone.now() - timedelta(days=31)
    old = OutboxEvent.objects.create(name="tests.Old", payload={}, settled_at=long_ago)
    Delivery.objects.create(event=old, receiver="r", done_at=long_ago)
    failed = OutboxEvent.objects.create(name="tests.Failed", payload={}, settled_at=long_ago)
    Delivery.objects.create(event=failed, receiver="r", given_up_at=long_ago)
    recent = OutboxEvent.objects.create(name="tests.Recent", payload={}, settled_at=timezone.now())
    still_open = OutboxEvent.objects.create(name="tests.Open", payload={})
    OutboxEvent.objects.update(published_at=long_ago)

    assert forget_settled() == 1

    assert set(OutboxEvent.objects.all()) == {failed, recent, still_open}


def _in_thread(act: Callable[[], object]) -> object:
    try:
        return act()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_ten_workers_with_one_event_have_one_effect() -> None:
    event_id = publish(SampleHappened(thing="a"))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: _in_thread(lambda: deliver(event_id)), range(10)))

    assert effects() == {"first:a": 1, "second:a": 1}
    assert OutboxEvent.objects.get().settled_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_does_not_wait_for_a_slow_receiver_nor_run_it_again() -> None:
    barrier = Barrier()
    on_arrival.append(barrier)
    event_id = publish(SampleHappened(thing="a"))

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(_in_thread, lambda: deliver(event_id))
        assert barrier.begun.wait(20)
        _make_due_without_waiting(event_id)
        on_arrival.clear()
        assert deliver(event_id) is False
        assert effects() == {"second:a": 1}
        barrier.go_on.set()
        assert slow.result() is True

    assert effects() == {"first:a": 1, "second:a": 1}


def _make_due_without_waiting(event_id: int) -> None:
    """Make the event due again; the delivery that is locked by the slow receiver keeps its row."""
    OutboxEvent.objects.filter(pk=event_id).update(due_at=timezone.now())


def _deliver_in_a_process_that_dies(event_id: int) -> int:
    command = [sys.executable, "-W", "ignore", "-c", DYING_WORKER, str(connection.settings_dict["NAME"]), str(event_id)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "infra.settings.test"}
    return subprocess.run(command, env=environment, timeout=60, check=False).returncode


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_effect_and_mark_is_healed_by_the_sweep() -> None:
    event_id = publish(SampleHappened(thing="a"))

    assert _deliver_in_a_process_that_dies(event_id) == -signal.SIGKILL
    assert effects() == {}
    assert Delivery.objects.values_list("attempts", "done_at").get() == (1, None)
    _make_due(event_id)
    sweep()

    assert effects() == {"first:a": 1, "second:a": 1}


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_kills_every_worker_is_given_up() -> None:
    event_id = publish(SampleHappened(thing="a"))
    Delivery.objects.create(event_id=event_id, receiver=FIRST, attempts=MAX_ATTEMPTS - 1)

    assert _deliver_in_a_process_that_dies(event_id) == -signal.SIGKILL
    _make_due(event_id)
    sweep()

    dead = Delivery.objects.get(receiver=FIRST)
    assert (dead.given_up_at is None, dead.error) == (False, "the worker was killed at every attempt")
    assert effects() == {"second:a": 1}
