"""Limits on the JSON interface."""

import pytest
from django.test import Client

from foundation.limits.models import RateWindow

pytestmark = pytest.mark.django_db


def test_suggestions_are_counted_and_end_with_a_plain_refusal(client: Client) -> None:
    assert client.get("/api/search/suggestions?q=照护").status_code == 200
    window = RateWindow.objects.get()
    assert window.hits == 1
    RateWindow.objects.update(hits=600)

    answer = client.get("/api/search/suggestions?q=照护", headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["message"][:6]) == (429, "操作太频繁，")
    assert int(answer["Retry-After"]) <= 60
