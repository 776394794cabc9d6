"""Running ffmpeg, ffprobe and the readers of documents on files of strangers.

A child gets its own session and process group, no network, limits on memory, processor time and file size, and the
signal to die when its parent dies; a child that makes no progress is killed with its whole group. The wrappers
``unshare``, ``prlimit`` and ``setpriv`` (util-linux) replace themselves by the program, so there is one process.
"""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

TAIL = 8_000
_ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "HOME": "/nonexistent"}
_POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Limits:
    """What a child may use: address space and largest file in bytes, processor and stall time in seconds."""

    memory: int
    processor: int
    file_size: int
    stall: float = 60.0
    output: int = 64 << 20


PROBE_LIMITS = Limits(memory=1 << 30, processor=20, file_size=1 << 20)
SCAN_LIMITS = Limits(memory=1 << 30, processor=120, file_size=1 << 20)
ENCODE_LIMITS = Limits(memory=2 << 30, processor=600, file_size=4 << 30)
WHOLE_FILE_LIMITS = Limits(memory=2 << 30, processor=3600, file_size=8 << 30)


_collected: ContextVar[list["Finished"] | None] = ContextVar("collected", default=None)


@contextmanager
def collected() -> Iterator[list["Finished"]]:
    """Gather how every child of this block ended."""
    children: list[Finished] = []
    token = _collected.set(children)
    try:
        yield children
    finally:
        _collected.reset(token)


@dataclass
class Finished:
    """How a child ended. ``code`` is negative for a signal; ``stalled`` when we killed it; times in seconds."""

    code: int = 0
    output: bytes = b""
    tail: str = ""
    stalled: bool = False
    processor: float = 0.0
    peak_memory: int = 0
    lines: list[str] = field(default_factory=list)
    program: str = ""

    def was_killed(self, limits: Limits) -> bool:
        """Tell whether it was killed from outside: by nobody of ours, and not for the processor time that it had used up."""
        return self.code == -signal.SIGKILL and not self.stalled and self.processor < limits.processor - 1


class _Streams:
    """Collects what the child writes, within bounds, and notices progress."""

    def __init__(self, limits: Limits, on_line: Callable[[str], None] | None) -> None:
        self.output, self.errors = bytearray(), bytearray()
        self.limit = limits.output
        self.on_line = on_line
        self.moved_at = time.monotonic()
        self._rest = b""

    def take_output(self, chunk: bytes) -> None:
        """Keep what came on standard output, or hand its lines on."""
        self.moved_at = time.monotonic()
        if self.on_line is None:
            self.output += chunk[: max(0, self.limit - len(self.output))]
            return
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            self.on_line(line.decode(errors="replace"))

    def take_errors(self, chunk: bytes) -> None:
        """Keep the end of what came on standard error."""
        self.errors = (self.errors + chunk)[-TAIL:]


def run_child(
    arguments: list[str],
    *,
    limits: Limits,
    folder: Path,
    on_line: Callable[[str], None] | None = None,
    on_tick: Callable[[], None] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Finished:
    """Run a program in *folder* to its end and return how it went. *environment* adds to the few variables that a child gets.

    *on_line* gets each line of standard output (progress); *on_tick* is called about twice a second, and an exception
    in either kills the whole group before it goes on up.
    """
    process = subprocess.Popen(
        [*_wrapped(limits), *arguments],
        cwd=folder,
        env=_ENVIRONMENT | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        close_fds=True,
    )
    streams = _Streams(limits, on_line)
    try:
        stalled = _follow(process, streams, limits, on_tick)
        finished = _wait(process, streams, stalled)
        finished.program = Path(arguments[0]).name
        _note(finished)
        return finished
    finally:
        _put_down(process)
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


def _follow(process: subprocess.Popen[bytes], streams: _Streams, limits: Limits, on_tick: Callable[[], None] | None) -> bool:
    """Read until the child closes its streams; return whether it had to be killed for making no progress."""
    with selectors.DefaultSelector() as selector:
        for stream, take in ((process.stdout, streams.take_output), (process.stderr, streams.take_errors)):
            assert stream is not None  # noqa: S101 - both are pipes
            os.set_blocking(stream.fileno(), False)
            selector.register(stream, selectors.EVENT_READ, take)
        ticked = time.monotonic()
        while selector.get_map():
            for key, _events in selector.select(_POLL_SECONDS):
                chunk = os.read(key.fd, 1 << 16)
                if chunk:
                    key.data(chunk)
                else:
                    selector.unregister(key.fileobj)
            now = time.monotonic()
            if on_tick and now - ticked > _POLL_SECONDS:
                ticked = now
                on_tick()
            if now - streams.moved_at > limits.stall:
                _signal_group(process)
                return True
    return False


def _wait(process: subprocess.Popen[bytes], streams: _Streams, stalled: bool) -> Finished:
    """Reap the child and gather its figures."""
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Finished(
        code=process.returncode,
        output=bytes(streams.output),
        tail=streams.errors.decode(errors="replace"),
        stalled=stalled,
        processor=usage.ru_utime + usage.ru_stime,
        peak_memory=usage.ru_maxrss << 10,
    )


def _note(finished: Finished) -> None:
    children = _collected.get()
    if children is not None:
        children.append(finished)


def _signal_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started; nothing happens when they are gone."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _put_down(process: subprocess.Popen[bytes]) -> None:
    """Kill and reap a child that was not waited for, because following it ended with an exception."""
    if process.returncode is not None:
        return
    _signal_group(process)
    _pid, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)


def _wrapped(limits: Limits) -> list[str]:
    """Return the programs that set the walls up and then become the child."""
    return [
        *network_wall(),
        "prlimit",
        f"--as={limits.memory}",
        f"--cpu={limits.processor}",
        f"--fsize={limits.file_size}",
        "--core=0",
        "--",
        "setpriv",
        "--pdeathsig",
        "KILL",
        "--",
    ]


@lru_cache(maxsize=1)
def network_wall() -> tuple[str, ...]:
    """Return the command that takes the network away; empty where the system does not let us (``media_check`` says so)."""
    for command in (("unshare", "--net", "--"), ("unshare", "--net", "--map-root-user", "--")):
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return ()
