"""The table of bad files: each gets the right answer, and none makes a program open anything but itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from media_pipeline.assets.reasons import REFUSALS
from media_pipeline.errors import Refused
from media_pipeline.processing import gate
from tests.media_pipeline.hostile import HOSTILE, Hostile

NAMES = [bad.name for bad in HOSTILE]


@pytest.fixture(scope="session")
def hostile_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every bad file, made once."""
    folder = tmp_path_factory.mktemp("hostile")
    return {bad.name: bad.make(folder) for bad in HOSTILE}


@pytest.mark.parametrize("bad", HOSTILE, ids=NAMES)
def test_a_bad_file_gets_the_right_answer(bad: Hostile, hostile_files: dict[str, Path], tmp_path: Path):
    try:
        answer: object = gate.examine(hostile_files[bad.name], tmp_path)
    except Refused as error:
        answer = error.code

    assert bad.is_right(answer), answer
    assert {*bad.codes} <= {*REFUSALS}
    assert list(tmp_path.iterdir()) == []


def test_there_are_fifty_one_and_no_two_alike():
    assert (len(HOSTILE), len(set(NAMES))) == (51, 51)


def test_no_refused_file_makes_a_program_open_anything_else(hostile_files: dict[str, Path], tmp_path: Path):
    """Watched from outside by strace: the gate's children touch the upload and the system's own files, nothing else."""
    refused = [hostile_files[bad.name] for bad in HOSTILE if bad.codes]
    program = (
        "import os, sys, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'infra.settings.packaging'\n"
        "django.setup()\n"
        "from pathlib import Path\n"
        "from media_pipeline.errors import Refused\n"
        "from media_pipeline.processing import gate\n"
        "for name in sys.argv[2:]:\n"
        "    try:\n"
        "        gate.examine(Path(name), Path(sys.argv[1]))\n"
        "    except Refused:\n"
        "        pass\n"
    )
    log = tmp_path / "trace"
    watch = ["strace", "-f", "-qq", "-e", "trace=openat,open,connect,execve", "-s", "4096", "-o", str(log)]
    begin = [*watch, sys.executable, "-c", program, str(tmp_path), *map(str, refused)]

    done = subprocess.run(begin, cwd=os.getcwd(), capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    opened = _opened_by_readers(log.read_text(errors="replace"))
    allowed = {os.fsencode(path).decode("unicode_escape", errors="replace") for path in refused} | {str(path) for path in refused}
    strange = {
        path
        for path in opened
        if path not in allowed and not path.startswith(("/usr/", "/lib", "/etc/ld.so", "/proc/", "/sys/", "/dev/"))
    }
    assert strange == set()
    assert len(opened & allowed) >= 5


def _opened_by_readers(trace: str) -> set[str]:
    """Return the paths that ffprobe and ffmpeg opened, and the addresses that they tried to reach."""
    readers: set[str] = set()
    opened: set[str] = set()
    for line in trace.splitlines():
        process, _space, call = line.partition(" ")
        if call.lstrip().startswith("execve("):
            name = call.split('"')[1].rsplit("/", 1)[-1]
            readers.add(process) if name in ("ffprobe", "ffmpeg") and "= 0" in call else readers.discard(process)
        elif process in readers and call.lstrip().startswith(("openat(", "open(")) and '"' in call and "= -1" not in call:
            opened.add(call.split('"')[1])
        elif process in readers and call.lstrip().startswith("connect("):
            opened.add(call.strip())
    return opened
