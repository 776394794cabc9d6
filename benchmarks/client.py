"""A bounded client: a few threads, each with one open connection, that ask for one page until the time is up."""

import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

THREADS = 4


@dataclass
class Load:
    """What a round of requests gave: how many answers, in how many seconds, and the time of each."""

    seconds: float
    times: list[float] = field(default_factory=list)

    @property
    def requests_a_second(self) -> float:
        """Return answers per second of the clock."""
        return len(self.times) / self.seconds

    def percentile(self, percent: int) -> float:
        """Return the time in milliseconds within which *percent* of the answers came."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def fetch(port: int, path: str, headers: Mapping[str, str]) -> tuple[int, bytes, Mapping[str, str]]:
    """Return status, body and headers of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def put_load(port: int, path: str, headers: Mapping[str, str], *, seconds: float, threads: int = THREADS) -> Load:
    """Ask for *path* from *threads* connections for *seconds*; ``RuntimeError`` when an answer is not 200."""
    times: list[list[float]] = [[] for _thread in range(threads)]
    failures: list[str] = []
    end = time.monotonic() + seconds
    started = time.monotonic()

    def ask(mine: list[float]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while time.monotonic() < end and not failures:
                before = time.monotonic()
                connection.request("GET", path, headers=dict(headers))
                answer = connection.getresponse()
                answer.read()
                mine.append(time.monotonic() - before)
                if answer.status != http.client.OK:
                    failures.append(f"{path}: {answer.status}")
        except OSError as error:
            failures.append(f"{path}: {error}")
        finally:
            connection.close()

    workers = [threading.Thread(target=ask, args=(mine,)) for mine in times]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise RuntimeError(failures[0])
    return Load(time.monotonic() - started, [one for mine in times for one in mine])
