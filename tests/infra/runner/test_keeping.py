"""A program of the product that crashes is started again; one that cannot start, and one that is asked to stop, is not."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.runner.keeping import KeepingManager, is_worth_another_start


@pytest.mark.parametrize(
    ("code", "seconds", "again"),
    [(-9, 0.1, True), (-11, 0.1, True), (1, 3600, True), (0, 3600, True), (1, 0.5, False), (0, 0.5, False)],
)
def test_whoever_was_killed_or_had_worked_is_started_again(code: int, seconds: float, again: bool) -> None:
    assert is_worth_another_start(code, seconds) is again


def _wait_for(what: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not what():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def _starts(note: Path) -> list[int]:
    return [int(line) for line in note.read_text().split()] if note.exists() else []


def test_a_killed_program_comes_back_and_a_stop_ends_everything(tmp_path: Path) -> None:
    manager, note = KeepingManager(), tmp_path / "starts"
    manager.add_process("steady", f"echo $$ >>{note}; exec sleep 60", quiet=True)

    def kill_then_stop() -> None:
        _wait_for(lambda: len(_starts(note)) == 1)
        os.kill(_starts(note)[0], signal.SIGKILL)
        _wait_for(lambda: len(_starts(note)) == 2)
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    act = threading.Thread(target=kill_then_stop)
    act.start()
    try:
        manager.loop()
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
        act.join()

    assert manager.returncode == 143
    assert [Path(f"/proc/{pid}").exists() for pid in _starts(note)] == [False, False]


def test_a_program_that_cannot_start_ends_everything_with_its_code(tmp_path: Path) -> None:
    manager = KeepingManager()
    manager.add_process("steady", "exec sleep 60", quiet=True)
    manager.add_process("broken", "exit 3", quiet=True)

    manager.loop()

    assert manager.returncode == 3
