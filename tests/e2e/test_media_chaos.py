"""Uploads while worker, encoder, ffmpeg, PostgreSQL, broker and scheduler are killed at random: all end READY by themselves.

The long form of ``tests/media_pipeline/processing/test_chaos.py`` with the product's own processes and a database server that is
really killed. About fifteen minutes: ``CHAOS_UPLOADS=30 pytest tests/e2e/test_media_chaos.py -s`` prints the figures.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import requests

from infra.embedded_database import stop
from infra.runner.processes import product_processes
from tests.e2e.product import ROOT, Product, running_product
from tests.e2e.test_faults import send
from tests.e2e.world import World, build
from tests.media_pipeline.processing.test_pipeline import count_frames
from tests.media_pipeline.sources import FAST, make, picture, tone

UPLOADS = int(os.environ.get("CHAOS_UPLOADS", "0"))
KILLS_PER_UPLOAD = 2
MOST_ATTEMPTS = 2  # a third death of one step would rightly end as FAILED, which is another test's matter
CELERY = ("worker", "encoder", "scheduler")
WORKING = ("stored", "probed", "planned", "encoding", "packaged", "deleting")
LOOK = """
from media_pipeline.management.commands.media_check import differing_files, unknown_files
from media_pipeline.processing.sweeping import sweep
sweep()
print(*differing_files(quick=False), *unknown_files(), sep="\\n")
"""

pytestmark = pytest.mark.skipif(not UPLOADS, reason="长测试：CHAOS_UPLOADS=30 时才跑")


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """The folder of a database server of this test's own; not among pytest's, which no other user may enter."""
    from django.conf import settings

    data = settings.VAR_DIR / "chaos-postgres"
    stop(data)
    shutil.rmtree(data, ignore_errors=True)
    yield data
    stop(data)


@pytest.fixture(scope="module")
def product(server: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product on that server, with workers in a hurry."""
    with running_product(tmp_path_factory.mktemp("product") / "var", database_url=start_database(server)) as running:
        for name in CELERY:
            running.kill(name)
            start_in_a_hurry(running, name)
        yield running


@pytest.fixture(scope="module")
def world(product: Product) -> World:
    """The people of the policy matrix, among them a teacher with a course."""
    return build(product)


def start_in_a_hurry(product: Product, name: str) -> None:
    """Start the Celery process *name* with short leases."""
    process = next(process for process in product_processes(port=0, var=product.var) if process.name == name)
    at = process.arguments.index("celery")
    arguments = [*process.arguments[:at], "tests.e2e.hasty", *process.arguments[at + 1 :]]
    with (product.var / f"{name}.log").open("ab") as log:
        product.processes[name] = subprocess.Popen(
            arguments, cwd=ROOT, env=product.environment, stdout=log, stderr=log, start_new_session=True
        )


def programs(product: Product) -> list[tuple[int, str]]:
    """Return id and command line of every ffmpeg and ffprobe that works on the product's files."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_bytes()
            if words.startswith((b"ffmpeg", b"ffprobe")) and str(product.var).encode() in words:
                found.append((int(path.parent.name), words.replace(b"\0", b" ").decode(errors="replace")))
    return found


def kill_a_program(product: Product) -> bool:
    """Kill an ffmpeg or ffprobe; say whether there was one within two seconds."""
    end = time.monotonic() + 2
    while time.monotonic() < end:
        for pid, _command in programs(product):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                return True
        time.sleep(0.02)
    return False


def is_alive(pid: int) -> bool:
    """Whether the process runs still: what nobody has buried yet is dead all the same."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def kill_database(server: Path) -> None:
    """Kill the database server with -9 and start it again on what it left."""
    pid = int((server / "postmaster.pid").read_text().split("\n", 1)[0])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for victim in (pid, *map(int, children)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    while any(is_alive(victim) for victim in (pid, *map(int, children))):
        time.sleep(0.02)
    start_database(server)


def start_database(server: Path) -> str:
    """Start the server and return its URL; in a process of its own, because the one that started it takes it for running.

    The lock files of a killed server name a process that may not have been buried yet.
    """
    for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (server / lock).unlink(missing_ok=True)
    start = f"from infra.embedded_database import ensure_running, Path; print(ensure_running(Path({str(server)!r})))"
    command = [sys.executable, "-W", "ignore", "-c", start]
    return subprocess.run(command, cwd=ROOT, check=True, timeout=120, capture_output=True, text=True).stdout.split()[-1]


def wipe_broker(product: Product) -> None:
    """Take away the broker with all messages in it, under whoever is writing there."""
    gone = product.var / f"wiped-{time.monotonic_ns()}"
    (product.var / "broker").rename(gone)
    shutil.rmtree(gone)


def kill_and_start(product: Product, name: str) -> None:
    """Kill one of the Celery processes with all its children, and start it again."""
    product.kill(name)
    start_in_a_hurry(product, name)


def upload(world: World, path: Path) -> int:
    """Send a video by tus as a browser does, asking again for as long as the site does not answer; return the asset."""
    client = world.visitor(world.sessions["teacher"])
    content = path.read_bytes()
    opened = patiently(
        lambda: client.post(
            f"{world.url}/teach/{world.ids['draft']}/uploads/",
            json={"file_name": path.name, "size": len(content), "content_type": "video/mp4"},
            timeout=30,
        ),
        201,
    ).json()
    client.headers["Tus-Resumable"] = "1.0.0"
    address = opened["upload_url"]
    address = address if address.startswith("http") else world.url + address
    while True:
        offset = int(patiently(lambda: client.head(address, timeout=30), 200).headers["Upload-Offset"])
        if offset >= len(content):
            return int(opened["asset_id"])
        with contextlib.suppress(requests.RequestException):
            send(client, address, offset, content[offset:])
        time.sleep(0.2)


def patiently(ask: Callable[[], requests.Response], wanted: int) -> requests.Response:
    """Ask until the answer is *wanted*."""
    end = time.monotonic() + 300
    while True:
        with contextlib.suppress(requests.RequestException):
            answer = ask()
            if answer.status_code == wanted:
                return answer
        assert time.monotonic() < end, "the site never came back"
        time.sleep(0.5)


def ask_database(product: Product, statement: str, *values: object) -> list[tuple]:
    """Ask the product's database, again when it has just been killed."""
    end = time.monotonic() + 120
    while True:
        try:
            return product.query(statement, *values)
        except psycopg.OperationalError:
            assert time.monotonic() < end
            time.sleep(0.5)


def is_lucky(product: Product) -> bool:
    """Whether no step has been begun as often as it may be."""
    rows = ask_database(
        product,
        "SELECT greatest((SELECT max(attempts) FROM media_pipeline_asset),"
        " (SELECT max(attempts) FROM media_pipeline_piece WHERE done_at IS NULL))",
    )
    return (rows[0][0] or 0) < MOST_ATTEMPTS


def test_whatever_is_killed_everything_ends_ready(product: Product, world: World, server: Path, tmp_path: Path) -> None:
    chance = random.Random(20261122)
    files = []
    for number in range(UPLOADS):
        seconds, title = 3 + number % 4, ["-metadata", f"title={number}"]
        source = [*picture(seconds, "320x180"), *tone(seconds), *FAST, "-c:a", "aac", *title]
        files.append(make(tmp_path / f"chaos-{number}.mp4", *source))
    killed: Counter[str] = Counter()
    acts: dict[str, Callable[[], object]] = {
        "worker": lambda: kill_and_start(product, "worker"),
        "encoder": lambda: kill_and_start(product, "encoder"),
        "scheduler": lambda: kill_and_start(product, "scheduler"),
        "program": lambda: kill_a_program(product),
        "database": lambda: kill_database(server),
        "broker": lambda: wipe_broker(product),
    }
    left: list[str] = []
    begun = time.monotonic()
    end = begun + 120 + 60 * UPLOADS
    with ThreadPoolExecutor(3) as pool:
        sent = [pool.submit(upload, world, file) for file in files]
        while not all(each.done() for each in sent) or ask_database(
            product, "SELECT 1 FROM media_pipeline_asset WHERE state = ANY(%s) LIMIT 1", list(WORKING)
        ):
            assert time.monotonic() < end, ask_database(product, "SELECT state, attempts, error_code FROM media_pipeline_asset")
            time.sleep(chance.uniform(2, 6))
            if sum(killed.values()) >= KILLS_PER_UPLOAD * UPLOADS or not is_lucky(product):
                continue
            left = left or chance.sample(list(acts), len(acts))  # everybody once, then everybody again in another order
            victim = left.pop()
            if acts[victim]() is not False:
                killed[victim] += 1
        assets = [each.result() for each in sent]
    took = time.monotonic() - begun

    found = {
        row[0]: row[1:]
        for row in ask_database(product, "SELECT id, state, key::text, folder, error_code, error_detail FROM media_pipeline_asset")
    }
    sys.stdout.write(f"\n{UPLOADS} uploads, killed {dict(killed)}, {took:.0f} s\n")
    assert [found[asset][0] for asset in assets] == ["ready"] * UPLOADS, [found[asset] for asset in assets]
    assert [count_frames(product.var / "library/out" / found[asset][1] / found[asset][2] / "plain.mp4") for asset in assets] == [
        count_frames(file) for file in files
    ]
    assert set(killed) == set(acts)
    for name in CELERY:
        product.kill(name)
    assert programs(product) == []
    for folder in (product.var / "scratch").glob("*/*"):
        os.utime(folder, (0, 0))
    told = product.manage("shell", "-c", LOOK)
    assert [path for path in (product.var / "scratch").rglob("*") if path.is_file()] == []
    assert [line for line in told.splitlines() if any(found[asset][1] in line for asset in assets)] == []
