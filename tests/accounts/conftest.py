"""Fixtures for accounts."""

import re

import pytest

from accounts.outgoing.models import OutgoingMessage


@pytest.fixture
def last_code(db):
    """Return a function that reads the newest waiting message to an address and returns the six digits in it."""

    def read(address: str) -> str:
        message = OutgoingMessage.objects.filter(address=address, state="waiting").order_by("-pk").first()
        assert message is not None, f"nothing waits for {address}"
        return re.search(r"\d{6}", message.text)[0]

    return read
