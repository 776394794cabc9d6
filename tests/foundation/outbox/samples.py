"""An event with receivers for the outbox's tests, usable from other processes too."""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass

from foundation.api import Event, next_number, receives
from foundation.numbering.models import NumberSeries


@dataclass(frozen=True, kw_only=True)
class SampleHappened(Event):
    """Something happened to the thing called ``thing``."""

    thing: str


on_arrival: list[Callable[[], None]] = []
"""What the first receiver does after its effect; tests put their fault in here."""


@receives(SampleHappened)
def count_it(event: SampleHappened) -> None:
    """Count the event: an effect in the database that shows how often it happened."""
    next_number(f"first:{event.thing}")
    for act in on_arrival:
        act()


@receives(SampleHappened)
def count_it_too(event: SampleHappened) -> None:
    """Count it a second time, somewhere else."""
    next_number(f"second:{event.thing}")


def effects() -> dict[str, int]:
    """Return how often each receiver's effect happened."""
    return dict(NumberSeries.objects.values_list("name", "last_number"))


def kill_this_process() -> None:
    """End like a process that the kernel kills."""
    os.kill(os.getpid(), signal.SIGKILL)


class Barrier:
    """Let one receiver wait until the test has seen it begin."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def __call__(self) -> None:
        self.begun.set()
        assert self.go_on.wait(20)
