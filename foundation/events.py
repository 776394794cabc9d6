"""Typed events: how a lower app tells a higher one that something happened.

An app defines its events in ``<app>/events.py`` as frozen dataclasses named in the past tense, and publishes them
inside the transaction that made them true. A higher app handles them in ``<app>/receivers.py``::

    @dataclass(frozen=True, kw_only=True)
    class LessonCompleted(Event):
        person_id: int
        lesson_id: int


    @receives(LessonCompleted)
    def award(event: LessonCompleted) -> None: ...

A receiver may run more than once and must change nothing the second time.
"""

import dataclasses
import datetime as dt
import decimal
import typing
import uuid
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

_TEXTUAL: dict[type, Callable[[str], Any]] = {
    dt.datetime: dt.datetime.fromisoformat,
    dt.date: dt.date.fromisoformat,
    decimal.Decimal: decimal.Decimal,
    uuid.UUID: uuid.UUID,
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. Fields are ``int``, ``str``, ``bool``, ``float``, lists of them, dates, decimals or UUIDs."""

    name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = f"{cls.__module__.split('.')[0]}.{cls.__name__}"
        _TYPES[cls.name] = cls

    def to_payload(self) -> dict[str, Any]:
        """Return the fields as JSON values; dates, decimals and UUIDs become text."""
        return {key: str(value) if type(value) in _TEXTUAL else value for key, value in dataclasses.asdict(self).items()}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Rebuild the event from what ``to_payload`` returned."""
        hints = typing.get_type_hints(cls)
        values = {}
        for field in dataclasses.fields(cls):
            value = payload[field.name]
            kinds = [kind for kind in (hints[field.name], *typing.get_args(hints[field.name])) if kind in _TEXTUAL]
            values[field.name] = _TEXTUAL[kinds[0]](value) if kinds and isinstance(value, str) else value
        return cls(**values)


type Receiver = Callable[[Any], None]
_TYPES: dict[str, type[Event]] = {}
_RECEIVERS: dict[str, dict[str, Receiver]] = {}


def receives[E: Event](event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register the decorated function for *event_type* under its dotted name."""

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        _RECEIVERS.setdefault(event_type.name, {})[f"{function.__module__}.{function.__qualname__}"] = function
        return function

    return register


def event_type(name: str) -> type[Event]:
    """Return the event class called *name*; ``KeyError`` when the code no longer has it."""
    return _TYPES[name]


def receivers_of(name: str) -> Mapping[str, Receiver]:
    """Return the receivers registered for the event *name*, by their dotted names."""
    return _RECEIVERS.get(name, {})
