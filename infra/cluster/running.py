"""Starting and stopping a search server. Ports and data stand under ``var/``; root lends it an account of its own."""

import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.cluster.errors import CannotRun
from infra.cluster.fetching import fetch
from infra.cluster.java import find_java, has_module
from infra.cluster.servers import Server

ACCOUNT = "zhixing-search"
"""Both servers refuse to run as root."""
START_SECONDS = 180
STOP_SECONDS = 20
_VECTOR_MODULE = "jdk.incubator.vector"
_launched: list[subprocess.Popen[bytes]] = []  # servers outlive whoever asked for them; nobody waits for their end


@dataclass(frozen=True)
class Instance:
    """One running place of a server: *name* keeps the one of the tests apart from the developer's."""

    server: Server
    root: Path
    uv: Path
    name: str = "own"
    heap: str = "512m"

    @property
    def folder(self) -> Path:
        """Where its port, data and logs are."""
        return self.root / self.name / self.server.name

    @property
    def url(self) -> str:
        """Its address; empty before the first start."""
        port = self.folder / "port"
        return f"http://127.0.0.1:{port.read_text().strip()}" if port.exists() else ""

    @property
    def pid(self) -> int:
        """Its process, 0 when it does not run."""
        file = self.folder / "data" / "pid"
        pid = int(file.read_text().strip() or 0) if file.exists() else 0
        return pid if pid and self.server.name in _command_of(pid) else 0


def make_ready(instance: Instance) -> tuple[Path, Path]:
    """Fetch what the server needs; return the home of its release and of its Java."""
    instance.root.mkdir(parents=True, exist_ok=True)
    home = fetch(instance.server, instance.root)
    return home, find_java(*instance.server.java, uv=instance.uv, wheel_folder=instance.root / "java")


def start(instance: Instance) -> str:
    """Start the server unless it runs, wait until it answers, and return its address."""
    instance.root.mkdir(parents=True, exist_ok=True)
    with _alone(instance.root):
        if instance.pid and answers(instance.url):
            return instance.url
        home, java = make_ready(instance)
        account = _account() if os.geteuid() == 0 else None
        _prepare(instance, home, java)
        if account:
            _lend(instance.folder, account)
        _wait(instance, _launch(instance, home, java, account))
    return instance.url


def stop(instance: Instance, *, kill: bool = False) -> bool:
    """Stop the server, at once and without warning when *kill*; return whether it ran."""
    pid = instance.pid
    if not pid:
        return False
    os.kill(pid, signal.SIGKILL if kill else signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    while instance.pid:
        if time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    return True


def answers(url: str) -> bool:
    """Whether a server at *url* is ready for work."""
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=2) as answer:  # noqa: S310 - our own address
            return json.load(answer)["status"] in {"green", "yellow"}
    except (OSError, ValueError, urllib.error.URLError):
        return False


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _account() -> pwd.struct_passwd:
    """Return the account that the server runs under, made when it is not there."""
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT], check=True)
        return pwd.getpwnam(ACCOUNT)


def _prepare(instance: Instance, home: Path, java: Path) -> None:
    """Write the configuration of this instance beside its data."""
    folder, server = instance.folder, instance.server
    config = folder / "config"
    shutil.rmtree(config, ignore_errors=True)
    shutil.copytree(home / "config", config)
    for part in ("data", "logs", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    _adapt_options(config / "jvm.options", folder, java)
    port = folder / "port"
    if not port.exists() or not _is_free(int(port.read_text())):
        port.write_text(str(_free_port()))
    settings = [
        "cluster.name: zhixing",
        "discovery.type: single-node",
        "network.host: 127.0.0.1",
        f"http.port: {port.read_text().strip()}",
        f"path.data: {folder / 'data'}",
        f"path.logs: {folder / 'logs'}",
        "cluster.routing.allocation.disk.threshold_enabled: false",
        *server.settings,
    ]
    (config / f"{server.name}.yml").write_text("\n".join(settings) + "\n")


def _adapt_options(options: Path, folder: Path, java: Path) -> None:
    """Lead logs away from the release's own folder, and leave out what this Java does not carry."""
    lines = options.read_text().replace("logs/", f"{folder / 'logs'}/").replace("HeapDumpPath=data", f"HeapDumpPath={folder}")
    carried = [line for line in lines.splitlines(keepends=True) if _VECTOR_MODULE not in line or has_module(java, _VECTOR_MODULE)]
    options.write_text("".join(carried))


def _lend(folder: Path, account: pwd.struct_passwd) -> None:
    """Give the instance's folder to the account, and make sure that it can get there."""
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, account.pw_uid, account.pw_gid)
    reaches = subprocess.run(["test", "-w", folder / "data"], user=account.pw_uid, group=account.pw_gid, check=False)
    if reaches.returncode:
        raise CannotRun(f"账号 {ACCOUNT} 进不了 {folder}：请把项目放在别的账号也能进入的目录，或用 CLUSTER_DIR 指定一个。")


def _launch(instance: Instance, home: Path, java: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    folder, server = instance.folder, instance.server
    (folder / "data" / "pid").unlink(missing_ok=True)
    own = server.environment(java=java, config=folder / "config", heap=instance.heap)
    temporary = {"ES_TMPDIR": str(folder / "tmp"), "OPENSEARCH_TMPDIR": str(folder / "tmp"), "HOME": str(folder)}
    environment = {"PATH": os.environ.get("PATH", os.defpath), **own, **temporary}
    with (folder / "logs" / "console.log").open("wb") as log:
        launched = subprocess.Popen(
            [home / "bin" / server.name, "-p", folder / "data" / "pid"],
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
    _launched.append(launched)
    return launched


def _wait(instance: Instance, launched: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while not answers(instance.url):
        if launched.poll() is not None or time.monotonic() > end:
            said = (instance.folder / "logs" / "console.log").read_text(errors="replace")[-3000:]
            raise CannotRun(f"{instance.server.name} 没有启动起来：\n{said}")
        time.sleep(0.3)


def _is_free(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
