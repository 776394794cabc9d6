"""The ways a notice can leave the platform. The inbox is not one of them: it always holds every notice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.notices.models import Notice
from accounts.people.models import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True)
class Channel:
    """One way out. ``send`` raises when it fails; ``reaches`` says whether the person has an address for it."""

    key: str
    label: "str | StrPromise"
    reaches: Callable[[Person], bool]
    send: Callable[[Notice], None]


_CHANNELS: dict[str, Channel] = {}


def register_channel(channel: Channel) -> Channel:
    """Make *channel* known and return it; a later registration under the same key replaces the earlier."""
    _CHANNELS[channel.key] = channel
    return channel


def channel_called(key: str) -> Channel:
    """Return the channel *key*; ``KeyError`` when there is none."""
    return _CHANNELS[key]


def channels() -> list[Channel]:
    """Return all channels in the order of their registration."""
    return list(_CHANNELS.values())
