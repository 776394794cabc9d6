"""The port for text messages: what the platform needs from any provider."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class SmsOrder:
    """One text message. ``reference`` is ours and unique: a provider that sees it twice sends once."""

    phone: str
    text: str
    reference: str


class GatewayError(Exception):
    """The provider did not take the message. ``worth_retrying`` is False when the same order can never succeed."""

    def __init__(self, reason: str, *, worth_retrying: bool) -> None:
        super().__init__(reason)
        self.worth_retrying = worth_retrying


class SmsGateway(Protocol):
    """A provider of text messages."""

    def send(self, order: SmsOrder) -> str:
        """Hand *order* over and return the provider's receipt; raise ``GatewayError`` when it was not taken."""


def sms_gateway() -> SmsGateway:
    """Return the provider that the settings name (``SMS_GATEWAY``: class path and its keyword arguments)."""
    chosen = dict(settings.SMS_GATEWAY)
    gateway: SmsGateway = import_string(chosen.pop("CLASS"))(**chosen)
    return gateway
