"""LibreOffice: from a cleaned Office file to a PDF, as one child in the sandbox with a profile of its own.

``soffice.bin`` is run itself, not the shell script that starts a splash program that starts it: so the signal that comes when
our process dies reaches it, and nothing is left behind. A fresh profile makes it leave with status 81 once: "start me again".
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

from media_pipeline.errors import Broken, Refused
from media_pipeline.processing.sandbox import Finished, Limits, run_child

LIMITS = Limits(memory=3 << 30, processor=300, file_size=512 << 20, stall=300.0, output=1 << 16)
START_AGAIN = 81
INSTALL = "apt-get install --no-install-recommends libreoffice-impress-nogui libreoffice-writer-nogui"
_FILTERS = {".pptx": "impress_pdf_Export", ".docx": "writer_pdf_Export"}
_COMMON, _WRITER = "/org.openoffice.Office.Common", "/org.openoffice.Office.Writer"
_NEVER = (
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_COMMON}/Save/Document", "AutoSave", "false"),
    (f"{_WRITER}/Content/Update", "Link", "0"),
)
"""Macros, links and fields that fetch; the cleaned copy has none, and this holds even if one were overlooked."""


def office_program() -> Path | None:
    """Return LibreOffice's program; ``None`` where it is not installed. ``SOFFICE_PROGRAM`` names another one."""
    if settings.SOFFICE_PROGRAM:
        named = Path(settings.SOFFICE_PROGRAM)
        return named if named.exists() else None
    found = shutil.which("soffice") or shutil.which("libreoffice")
    program = Path(found).resolve().with_name("soffice.bin") if found else None
    return program if program and program.exists() else None


def convert_to_pdf(path: Path, folder: Path, *, most_pages: int, tick: Callable[[], None]) -> Path:
    """Return the PDF of the file *path* (.pptx or .docx), made in *folder*; one at a time on a machine.

    ``Refused`` for a file that LibreOffice cannot read or that needs more than it may use; ``Broken`` when it was killed.
    """
    program = office_program()
    if program is None:
        raise Refused("no_converter")
    profile = prepared_profile(folder)
    pages = f'{{"PageRange":{{"type":"string","value":"1-{most_pages}"}}}}'
    command = [
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
        *("--convert-to", f"pdf:{_FILTERS[path.suffix]}:{pages}", "--outdir", str(folder), str(path)),
    ]
    environment = {"TMPDIR": str(folder), "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    try:
        with _alone(tick):
            finished = run_child(command, limits=LIMITS, folder=folder, on_tick=tick, environment=environment)
            if finished.code == START_AGAIN:
                finished = run_child(command, limits=LIMITS, folder=folder, on_tick=tick, environment=environment)
    finally:
        forget_profile(profile)
    return _result(finished, path.with_suffix(".pdf"))


def _result(finished: Finished, pdf: Path) -> Path:
    if finished.stalled or finished.processor >= LIMITS.processor - 1:
        raise Refused("too_heavy", f"stalled: {finished.stalled}, {finished.processor:.0f} s of processor time")
    if finished.code < 0:
        raise Broken("killed", f"signal {-finished.code} {finished.tail[-500:]}")
    if not pdf.exists():
        raise Refused("unreadable", f"code {finished.code} {finished.tail[-500:]}")
    return pdf


def prepared_profile(folder: Path) -> Path:
    """Return a new profile in *folder* in which everything that fetches or runs is switched off."""
    profile = folder.resolve() / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    items = "".join(
        f'<item oor:path="{escape(path)}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _NEVER
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry"'
    (profile / "user" / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {names}>{items}</oor:items>\n'
    )
    return profile


def forget_profile(profile: Path) -> None:
    """Remove a profile, and the socket that a killed LibreOffice leaves in ``/tmp`` under a name made from its address."""
    digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    name = "".join(f"{byte:x}" for byte in digest)
    Path(f"/tmp/OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{name}").unlink(missing_ok=True)  # noqa: S108 - LibreOffice's own place
    shutil.rmtree(profile, ignore_errors=True)


@contextmanager
def _alone(tick: Callable[[], None]) -> Iterator[None]:
    """Wait until no other process on this machine converts; the lock goes with its holder."""
    with (Path(settings.MEDIA_SCRATCH_DIR) / "soffice.lock").open("ab") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                tick()
                time.sleep(0.5)
        yield
