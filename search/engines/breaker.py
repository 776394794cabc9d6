"""A breaker: after some failures in a row, do not even try for a while."""

import threading
import time

FAILURES = 3
PAUSE_SECONDS = 30.0


class Breaker:
    """Counts failures of one process. Open, it lets nobody through; after the pause it lets one try, which decides."""

    def __init__(self, failures: int = FAILURES, pause: float = PAUSE_SECONDS) -> None:
        self._limit = failures
        self._pause = pause
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until = 0.0

    def allows(self) -> bool:
        """Whether to try now."""
        with self._lock:
            if self._failed < self._limit:
                return True
            if time.monotonic() < self._open_until:
                return False
            self._open_until = time.monotonic() + self._pause
            return True

    def note_failure(self) -> None:
        """Count a failure; the last one that is allowed opens the breaker."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._limit:
                self._open_until = time.monotonic() + self._pause

    def note_success(self) -> None:
        """Forget all failures."""
        with self._lock:
            self._failed = 0
