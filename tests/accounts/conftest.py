"""Fixtures for accounts."""

import re
import threading

import pytest

from accounts.outgoing.models import OutgoingMessage
from accounts.sms.server import SmsServer


@pytest.fixture
def last_code(db):
    """Return a function that reads the newest waiting message to an address and returns the six digits in it."""

    def read(address: str) -> str:
        message = OutgoingMessage.objects.filter(address=address, state="waiting").order_by("-pk").first()
        assert message is not None, f"nothing waits for {address}"
        return re.search(r"\d{6}", message.text)[0]

    return read


@pytest.fixture
def sms_server(settings):
    """Run the development gateway and point the settings at it."""
    server = SmsServer(port=0, key="test", secret="shared")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    settings.SMS_GATEWAY = {**settings.SMS_GATEWAY, "url": f"{server.url}/send", "key": "test", "secret": "shared", "timeout": 0.4}
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
