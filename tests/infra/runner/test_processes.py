"""Tests of stopping the processes of the product, with real processes."""

import signal
import subprocess
import sys
from pathlib import Path

from infra.runner.processes import AskTheFirstOnly

PARENT = """
import pathlib, signal, subprocess, sys
def stop(*_):
    pathlib.Path(sys.argv[1]).write_text(str(child.poll()))
    child.kill()
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
child = subprocess.Popen(["sleep", "60"])
print("ready", flush=True)
signal.pause()
"""


def test_only_the_program_itself_is_asked_to_stop(tmp_path: Path) -> None:
    """The child of a program that is asked to stop is still running when the program hears of it."""
    note = tmp_path / "child"
    program = subprocess.Popen([sys.executable, "-c", PARENT, str(note)], start_new_session=True, stdout=subprocess.PIPE)
    assert program.stdout is not None
    program.stdout.readline()
    AskTheFirstOnly().terminate(program.pid)
    program.wait(timeout=20)
    program.stdout.close()
    assert (program.returncode, note.read_text()) == (0, "None")


def test_a_kill_reaches_the_whole_group() -> None:
    """A program that does not listen goes together with what it started."""
    program = subprocess.Popen(
        ["sh", "-c", "trap '' TERM; sleep 60 & echo $!; wait"], start_new_session=True, stdout=subprocess.PIPE
    )
    assert program.stdout is not None
    child = int(program.stdout.readline())
    AskTheFirstOnly().kill(program.pid)
    program.wait(timeout=20)
    assert program.stdout.read() == b""  # the pipe closes when the last of the group has gone
    program.stdout.close()
    assert program.returncode == -signal.SIGKILL
    assert not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]


def test_a_program_that_has_gone_is_no_error() -> None:
    """Stopping is safe when a program ended by itself a moment ago."""
    program = subprocess.Popen(["true"])
    program.wait(timeout=20)
    AskTheFirstOnly().terminate(program.pid)
    assert program.returncode == 0
