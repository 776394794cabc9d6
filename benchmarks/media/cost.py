"""What a program costs: processor time and memory of itself and of every child it waited for."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """Processor seconds (user and system), seconds on the wall, and the most memory that any one process held, in MiB."""

    processor: float
    wall: float
    memory: float

    def __add__(self, other: "Cost") -> "Cost":
        """Return the cost of one after the other."""
        return Cost(self.processor + other.processor, self.wall + other.wall, max(self.memory, other.memory))


NOTHING = Cost(0.0, 0.0, 0.0)


def run(arguments: Sequence[str | Path], *, codes: Sequence[int] = (0,), log: Path | None = None) -> Cost:
    """Run a program to its end and return what it cost. Raises ``RuntimeError`` when it ends with another code than *codes*.

    What it writes on either stream goes to *log*, or is lost.
    """
    begun = time.monotonic()
    with (log or Path(os.devnull)).open("wb") as said:
        process = subprocess.Popen([str(word) for word in arguments], stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise RuntimeError(f"ended with {process.returncode}: {' '.join(str(word) for word in arguments)}")
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - begun, usage.ru_maxrss / 1024)


def bytes_in(folder: Path) -> int:
    """Return how many bytes lie in *folder*."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
