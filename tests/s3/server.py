"""VersityGW on a folder: an S3 server that checks signatures, knows multipart uploads, ranges and CORS."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "tests" / "s3" / "build.sh"
ACCESS_KEY, SECRET_KEY, REGION = "zhixing-local", "local-only-and-public", "us-east-1"


class NoServer(Exception):
    """There is no S3 server on this machine; the text says how to get one."""


@dataclass(frozen=True)
class S3Server:
    """A running server: where it listens, and how the site is told about it."""

    endpoint: str
    bucket: str = "zhixing"

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a site that keeps its files here."""
        return {
            "MEDIA_BUCKET": self.bucket,
            "MEDIA_S3_ENDPOINT": self.endpoint,
            "MEDIA_S3_ACCESS_KEY": ACCESS_KEY,
            "MEDIA_S3_SECRET_KEY": SECRET_KEY,
            "MEDIA_S3_REGION": REGION,
        }

    def storages(self, *, endpoint: str = "") -> dict[str, dict[str, Any]]:
        """The storages that those settings give; with *endpoint* the site goes through a proxy and browsers do not."""
        from environs import Env

        from infra.settings.files import file_storages

        through = {"MEDIA_S3_ENDPOINT": endpoint, "MEDIA_S3_PUBLIC_ENDPOINT": self.endpoint} if endpoint else {}
        before = dict(os.environ)
        os.environ.update(self.environment | through)
        try:
            return file_storages(Env(), ROOT / "var")
        finally:
            os.environ.clear()
            os.environ.update(before)


def find_program() -> Path:
    """Return the server's program, building it where ``S3_TESTS=required`` says that the tests must run."""
    folder = Path(os.environ.get("S3_SERVER_DIR", ROOT / "var" / "s3")) / "bin"
    if os.environ.get("S3_TESTS") == "required":
        subprocess.run([BUILD], check=True, timeout=900)
    found = sorted(folder.glob("versitygw-*"))
    if not found:
        raise NoServer("no S3 server on this machine: run `make s3` once, then run the tests again")
    return found[-1]


@contextlib.contextmanager
def running_server(folder: Path, *, port: int = 0) -> Iterator[S3Server]:
    """Run a server on the empty or earlier used *folder* until the block ends."""
    program = find_program()
    port = port or free_port()
    for name in ("data", "meta"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    command = [str(program), "--port", f"127.0.0.1:{port}", "--access", ACCESS_KEY, "--secret", SECRET_KEY, "--region", REGION]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "posix", "--sidecar", str(folder / "meta"), str(folder / "data")], stdout=log, stderr=log
        )
    try:
        _wait(process, port, folder / "log")
        yield S3Server(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"the S3 server does not answer\n{log.read_text(errors='replace')[-2000:]}")


def empty(folder: Path) -> None:
    """Delete what a stopped server kept."""
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
