"""Pages for machines that watch the site."""

import socket
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from foundation.health import selectors
from foundation.outbox.models import Delivery, OutboxEvent


@pytest.mark.django_db
def test_a_well_site_says_so(client: Client) -> None:
    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json()["state"] == "ok"
    assert set(answer.json()["checks"]) == {"database", "storage", "broker", "events", "search"}


@pytest.mark.django_db
def test_an_event_that_waits_too_long_degrades_the_site(client: Client) -> None:
    event = OutboxEvent.objects.create(name="tests.Waits", payload={})
    OutboxEvent.objects.filter(pk=event.pk).update(published_at=timezone.now() - timedelta(seconds=301))

    answer = client.get("/health/")

    assert (answer.status_code, answer.json()["state"]) == (200, "degraded")
    assert answer.json()["checks"]["events"]["note"] == "events wait too long"


@pytest.mark.django_db
def test_a_missing_broker_degrades_the_site_within_seconds(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from celery import Celery

    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        gone = Celery("gone", broker=f"redis://127.0.0.1:{unused.getsockname()[1]}/0", set_as_current=False)
        monkeypatch.setattr(selectors, "current_app", gone)
        answer = client.get("/health/")

    broker = answer.json()["checks"]["broker"]
    assert (answer.status_code, answer.json()["state"], broker["ok"]) == (200, "degraded", False)
    assert broker["seconds"] < 5


@pytest.mark.django_db
def test_a_full_disk_takes_the_site_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "_FREE_BYTES", 2**63)

    answer = client.get("/health/")

    assert (answer.status_code, answer.json()["state"]) == (503, "down")


@pytest.mark.django_db
def test_figures_are_given_locally(client: Client) -> None:
    event = OutboxEvent.objects.create(name="tests.Waits", payload={})
    Delivery.objects.create(event=event, receiver="r", given_up_at=timezone.now())

    lines = client.get("/metrics").content.decode().splitlines()

    assert "zhixing_events_unsettled 1.0" in lines
    assert "zhixing_deliveries_given_up 1.0" in lines


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({"REMOTE_ADDR": "203.0.113.9"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer right"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
    ],
)
def test_strangers_do_not_learn_of_figures(client: Client, settings: Any, extra: dict[str, str], status: int) -> None:
    settings.METRICS_TOKEN = "right"

    assert client.get("/metrics", **extra).status_code == status


@pytest.mark.django_db
def test_an_empty_token_opens_nothing(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer ").status_code == 404
