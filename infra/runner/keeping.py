"""Starting a program again that ended by itself, so that a crash of one part does not take the whole site down."""

import multiprocessing
import signal
import time
from functools import partial
from typing import Any

from honcho.manager import Manager
from honcho.process import Process

STEADY_SECONDS = 10.0
PAUSE_SECONDS = 1.0


def is_worth_another_start(code: int, seconds: float) -> bool:
    """Say whether a program that ended with *code* after *seconds* should be started again.

    Whoever was killed from outside (a negative code) could work, and so could whoever worked for a while. A program that gives
    up right after its start, because its port is taken or a setting is wrong, would only do so again.
    """
    return code < 0 or seconds >= STEADY_SECONDS


class KeepingManager(Manager):
    """A manager whose programs are started again until the whole product is asked to stop."""

    def __init__(self) -> None:
        super().__init__()
        self._stopping = multiprocessing.Event()
        self._process_ctor: Any = partial(KeptProcess, stopping=self._stopping)

    def terminate(self) -> None:
        """Stop everything, for good."""
        self._stopping.set()
        super().terminate()


class KeptProcess(Process):
    """One program of the product, watched from a process of its own."""

    def __init__(self, *args: Any, stopping: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._stopping = stopping

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Run the program, again and again while that makes sense; report its lines, its starts and its last end."""
        while True:
            held = _HeldEnd(events)
            begun = time.monotonic()
            super().run(held, ignore_signals)
            code = held.end.data["returncode"]
            if not is_worth_another_start(code, time.monotonic() - begun) or self._stopping.wait(PAUSE_SECONDS):
                events.put(held.end)
                return
            self._send_message(f"ended by itself (rc={code}), starting again\n".encode())
            for stop in (signal.SIGINT, signal.SIGTERM):  # a child inherits what is ignored
                signal.signal(stop, signal.SIG_DFL)


class _HeldEnd:
    """Passes messages on to the manager, the one that says that the program ended aside."""

    def __init__(self, events: Any) -> None:
        self._events = events
        self.end: Any = None

    def put(self, message: Any) -> None:
        """Pass *message* on, or keep it in ``end``."""
        if message.type == "stop":
            self.end = message
        else:
            self._events.put(message)
