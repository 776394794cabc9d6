"""Who is asking?"""

from typing import Any

import pytest
from django.test import RequestFactory

from foundation.api import client_address


def _address(remote: str, forwarded: str | None = None) -> str:
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **extra))


def test_without_trusted_proxies_nobody_is_believed(settings: Any) -> None:
    settings.TRUSTED_PROXIES = []

    assert _address("198.51.100.7", "203.0.113.9") == "198.51.100.7"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("nonsense", "10.0.0.1"),
        ("203.0.113.9, <script>", "10.0.0.1"),
        ("", "10.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        (None, "10.0.0.1"),
    ],
)
def test_a_trusted_proxy_is_believed_up_to_the_first_stranger(settings: Any, forwarded: str | None, address: str) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "fd00::/8"]

    assert _address("10.0.0.1", forwarded) == address


def test_a_socket_without_address_gives_an_empty_text(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert _address("", "203.0.113.9") == ""
