"""Getting a server's release with Maven, which knows where to look, and unpacking it."""

import shutil
import subprocess
import zipfile
from pathlib import Path

from infra.cluster.errors import CannotRun
from infra.cluster.servers import Server

PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"


def fetch(server: Server, folder: Path) -> Path:
    """Return the unpacked release under *folder*, fetched when it is not there yet."""
    home = folder / server.folder
    if home.is_dir():
        return home
    archive = folder / f"{server.folder}.zip"
    if not archive.exists():
        _download(server, folder)
    unpacking = folder / f"{server.folder}.unpacking"
    shutil.rmtree(unpacking, ignore_errors=True)
    with zipfile.ZipFile(archive) as release:
        release.extractall(unpacking)
    for program in (unpacking / server.folder / "bin").iterdir():
        program.chmod(0o755)
    (unpacking / server.folder).rename(home)
    shutil.rmtree(unpacking)
    archive.unlink()
    return home


def _download(server: Server, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotRun("没有找到 Maven（mvn）。Debian 上：apt-get install --no-install-recommends maven")
    order = [maven, "-B", "-q", "-C", f"{PLUGIN}:copy", f"-Dartifact={server.artifact}", f"-DoutputDirectory={folder}"]
    done = subprocess.run(order, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"Maven 取不到 {server.artifact}：\n{(done.stdout + done.stderr).strip()[-2000:]}")
