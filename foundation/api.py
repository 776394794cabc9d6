"""The door to the foundation for every other app."""

from foundation.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, TooManyRequests
from foundation.events import Event, receives
from foundation.outbox.services import publish

__all__ = [
    "Conflict",
    "DomainError",
    "Event",
    "InvalidInput",
    "NotAllowed",
    "NotFound",
    "TooManyRequests",
    "publish",
    "receives",
]
