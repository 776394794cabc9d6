"""The whole product as its own processes on a scratch database: what the browser walks drive."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from infra.runner.processes import product_processes

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Product:
    """A running site: its address, its folder for files, and its processes by name."""

    url: str
    var: Path
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """Run one management command against this product and return what it printed."""
        command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
        result = subprocess.run(command, cwd=ROOT, env=self.environment, input=stdin, capture_output=True, text=True, timeout=600)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def start(self, name: str, **environment: str) -> None:
        """Start the process *name* again after ``kill``, with other settings where *environment* names them."""
        port = int(self.url.rsplit(":", 1)[1])
        process = next(process for process in product_processes(port=port, var=self.var) if process.name == name)
        with (self.var / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                process.arguments,
                cwd=ROOT,
                env=self.environment | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """Kill the process *name* and its children as a crash would."""
        process = self.processes[name]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the product's own database."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(statement, values).fetchall()

    def wait_until_served(self, seconds: int = 180, *, url: str = "") -> None:
        """Wait until the site answers, at another *url* when one is named."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{url or self.url}/health/", timeout=5):
                return
            assert self.processes["web"].poll() is None, self.log_of("web")
            time.sleep(0.3)
        raise AssertionError(f"not served after {seconds} s\n{self.log_of('web')}")

    def log_of(self, name: str) -> str:
        """Return what the process *name* wrote so far."""
        return (self.var / f"{name}.log").read_text(errors="replace")


@contextlib.contextmanager
def running_product(var: Path, *, database_url: str) -> Iterator[Product]:
    """Create a scratch database beside *database_url*, migrate, start every process, and take all of it down again."""
    name = f"product_{os.getpid()}"
    port = free_port()
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    product = Product(f"http://127.0.0.1:{port}", var, _environment(var, port, database_url, name))
    try:
        product.manage("migrate", "--verbosity", "0")
        product.manage("createcachetable")
        product.manage("collectstatic", "--no-input", "--verbosity", "0")
        for folder in ("queue", "control"):
            (var / "broker" / folder).mkdir(parents=True)
        for process in product_processes(port=port, var=var):
            product.start(process.name)
        product.wait_until_served()
        yield product
    finally:
        for process_name in product.processes:
            product.kill(process_name)
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        shutil.rmtree(var, ignore_errors=True)


def _environment(var: Path, port: int, database_url: str, database: str) -> dict[str, str]:
    base, _, host = database_url.partition("?")
    url = f"{base.rsplit('/', 1)[0]}/{database}" + (f"?{host}" if host else "")
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "DJANGO"))},
        "DJANGO_SETTINGS_MODULE": "infra.settings.local",
        "DATABASE_URL": url,
        "VAR_DIR": str(var),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "WEB_WORKERS": "1",
        "SMS_SERVER_PORT": str(free_port()),
    }


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
