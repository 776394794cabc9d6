"""Web servers to measure: gunicorn as it runs in production, and the CPU time that its processes used."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
START_WITHIN = 180.0


@dataclass(frozen=True)
class Server:
    """A running gunicorn: where it listens, and its first process."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """Return the processes that answer; gunicorn replaces one now and then."""
        return sorted(_children(self.pid))

    def start_seconds(self) -> float:
        """Return what the worker that has done most has used: asked right after the start, what one takes to be ready."""
        return max(_cpu_ticks(pid) for pid in self.workers()) / TICKS

    def cpu_seconds(self) -> float:
        """Return the CPU seconds that the server and its workers have used so far."""
        return sum(_cpu_ticks(pid) for pid in [self.pid, *_children(self.pid)]) / TICKS


@contextmanager
def gunicorn(application: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve *application* (``module:name``) with the site's own gunicorn settings on a free port of this machine."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "infra/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
    command += ["--log-level", "warning", application]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | dict(environment))
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def database_cpu_seconds(data: Path) -> float:
    """Return the CPU seconds used by the embedded database that keeps its files in *data*; 0 when it does not run."""
    try:
        postmaster = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except FileNotFoundError:
        return 0.0
    return sum(_cpu_ticks(pid) for pid in [postmaster, *_children(postmaster)]) / TICKS


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the server answers something; it listens long before its workers have loaded the site."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_WITHIN)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the server did not answer in time")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _cpu_ticks(pid: int) -> int:
    """Return user and system time of one process and of its ended children, in clock ticks; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(fields[place]) for place in (11, 12, 13, 14))
