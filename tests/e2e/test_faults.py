"""Faults of the running product, made with real processes: lost messages, a wiped broker, kill -9 wherever it hurts."""

import contextlib
import hashlib
import http.client
import os
import shutil
import signal
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.e2e.product import Product
from tests.e2e.world import CROWD, TOKEN, World

SIZE = 24 << 20
EVENT = (
    "INSERT INTO foundation_outboxevent (name, payload, published_at, due_at)"
    " VALUES ('accounts.PersonSignedUp', '{\"person_id\": 1}', now(), now()) RETURNING id"
)


@pytest.fixture(scope="module")
def quick(product: Product) -> Iterator[Product]:
    """The product with a scheduler that has lost messages looked for every two seconds."""
    product.kill("scheduler")
    product.start("scheduler", OUTBOX_SWEEP_SECONDS="2")
    yield product
    product.kill("scheduler")
    product.start("scheduler")


def wait_for(what: Callable[[], object], seconds: float) -> None:
    """Wait until *what* returns something true; fail after *seconds*."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.2)


def is_settled(product: Product, event_id: int) -> bool:
    """Say whether everyone concerned has heard of the event."""
    return product.query("SELECT settled_at FROM foundation_outboxevent WHERE id = %s", event_id)[0][0] is not None


def test_the_scheduler_makes_a_lost_message_good(quick: Product) -> None:
    """The event is in the database and no worker was told: only the sweep can find it, and only the scheduler sends it."""
    quick.kill("scheduler")
    event_id = quick.query(EVENT)[0][0]
    time.sleep(4)
    before = is_settled(quick, event_id)
    quick.start("scheduler", OUTBOX_SWEEP_SECONDS="2")

    wait_for(lambda: is_settled(quick, event_id), 60)

    assert before is False


def test_a_worker_lives_through_a_wiped_broker_and_nothing_is_lost(quick: Product, world: World) -> None:
    """What waited in the wiped folder arrives by the sweep; what comes afterwards is told to the same worker at once."""
    worker = quick.processes["worker"]
    first, second = (world.visitor(world.sessions[part]) for part in ("resident", "colleague"))
    told = "SELECT count(*) FROM accounts_notice WHERE kind = 'courses.enrolled'"
    before = quick.query(told)[0][0]
    os.killpg(worker.pid, signal.SIGSTOP)
    try:
        answer = first.post(f"{world.url}/courses/{world.ids['course']}/enrol/", timeout=30)
        waiting = [path.name for path in (quick.var / "broker/queue").glob("*.fast.msg")]
        (quick.var / "broker").rename(quick.var / "wiped")  # at once, whoever is writing there
        shutil.rmtree(quick.var / "wiped")
    finally:
        os.killpg(worker.pid, signal.SIGCONT)

    wait_for(lambda: quick.query(told)[0][0] == before + 1, 60)
    begun = time.monotonic()
    second.post(f"{world.url}/courses/{world.ids['course']}/enrol/", timeout=30)
    wait_for(lambda: quick.query(told)[0][0] == before + 2, 15)

    assert (answer.status_code, bool(waiting), worker.poll()) == (200, True, None)
    assert time.monotonic() - begun < 15  # sooner than any sweep would have looked: it was told


def create_upload(world: World, client: requests.Session, size: int) -> str:
    """Open an upload of *size* bytes by tus; return its address."""
    pairs = {"filename": "课.mp4", "organisation": str(world.ids["college"])}
    metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())
    headers = {"Upload-Length": str(size), "Upload-Metadata": metadata}
    answer = client.post(f"{world.url}/uploads/", headers=headers, timeout=30)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def send(client: requests.Session, address: str, offset: int, body: bytes) -> requests.Response:
    """Send *body* at *offset*; while the dead writer's lease holds, wait as the answer says."""
    headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    for _ in range(30):
        answer = client.patch(address, data=body, headers=headers, timeout=60)
        if answer.status_code != 423:
            break
        time.sleep(float(answer.headers["Retry-After"]))
    return answer


def send_slowly(client: requests.Session, address: str, blocks: Iterator[bytes]) -> None:
    """Announce the whole file from its beginning and send *blocks* of it, until the connection breaks."""
    parts = urlsplit(address)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    with contextlib.closing(connection):
        connection.putrequest("PATCH", parts.path)
        headers = {"Content-Length": str(SIZE), "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        for name, value in {**headers, "Tus-Resumable": "1.0.0", "X-CSRFToken": TOKEN, "Cookie": cookies}.items():
            connection.putheader(name, value)
        connection.endheaders()
        for block in blocks:
            connection.send(block)
        connection.getresponse()


def offset_of(client: requests.Session, address: str) -> int:
    """Ask how much has arrived, as often as it takes until somebody answers."""
    for _ in range(100):
        with contextlib.suppress(requests.RequestException):
            answer = client.head(address, timeout=20)
            if answer.status_code == 200:
                return int(answer.headers["Upload-Offset"])
        time.sleep(0.3)
    raise AssertionError("nobody answers")


def kill_child(product: Product) -> None:
    """Kill the process that serves requests; gunicorn starts another one."""
    master = product.processes["web"].pid
    child = int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])
    os.kill(child, signal.SIGKILL)


def kill_and_start(product: Product) -> None:
    """Kill the whole web server; its runner starts it again."""
    product.kill("web")
    product.start("web")
    product.wait_until_served()


@pytest.mark.parametrize("crash", [kill_child, kill_and_start], ids=["its process", "the whole server"])
def test_an_upload_goes_on_after_the_web_server_was_killed(
    product: Product, world: World, crash: Callable[[Product], None]
) -> None:
    content = os.urandom(SIZE)
    client = world.visitor(world.sessions["teacher"])
    client.headers["Tus-Resumable"] = "1.0.0"
    address = create_upload(world, client, SIZE)

    def half_of_it() -> Iterator[bytes]:
        for start in range(0, SIZE // 2, 1 << 16):
            yield content[start : start + (1 << 16)]
        crash(product)
        yield content[SIZE // 2 : SIZE // 2 + 10]

    with pytest.raises((ConnectionError, http.client.HTTPException)):
        send_slowly(client, address, half_of_it())
    arrived = offset_of(client, address)
    product.kill("worker")  # it would refuse these bytes, which are no video, and delete them
    try:
        last = send(client, address, arrived, content[arrived:])
        digests = {
            hashlib.sha256(path.read_bytes()).hexdigest() for path in (product.var / "library/src").rglob("*") if path.is_file()
        }
    finally:
        product.start("worker")

    assert 0 < arrived <= SIZE // 2 + 10
    assert (last.status_code, offset_of(client, address)) == (204, SIZE)
    assert hashlib.sha256(content).hexdigest() in digests


def test_completions_survive_the_death_of_web_and_worker(quick: Product, world: World) -> None:
    """A crowd finishes while web server and worker are killed; everybody ends with hours and a certificate, once."""
    readers = [world.visitor(session) for session in world.crowd]
    page = f"{world.url}/courses/{world.ids['course']}/first/"
    done = f"{world.url}/learn/lessons/{world.ids['lesson_id']}/read/"
    of_crowd = "SELECT count(*), count(DISTINCT person_id) FROM {} WHERE source_key LIKE 'course:%%'"

    def read(reader: requests.Session) -> None:
        """Open and finish the lesson, pressing again when the site did not answer."""
        for _ in range(60):
            with contextlib.suppress(requests.RequestException):
                if reader.get(page, timeout=20).ok and reader.post(done, timeout=20).ok:
                    return
            time.sleep(0.5)
        raise AssertionError("the site never came back")

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(read, reader) for reader in readers]
        wait_for(lambda: sum(each.done() for each in running) >= 2, 60)
        quick.kill("worker")
        kill_child(quick)
        wait_for(lambda: sum(each.done() for each in running) >= 6, 60)
        quick.start("worker")
        quick.kill("web")
        quick.start("web")
        for each in running:
            each.result(timeout=180)
    quick.kill("worker")
    quick.start("worker")

    wait_for(lambda: quick.query(of_crowd.format("credentials_certificate"))[0][0] >= CROWD, 90)
    assert quick.query(of_crowd.format("credentials_certificate"))[0] == (CROWD, CROWD)
    assert quick.query(of_crowd.format("credentials_hourentry"))[0] == (CROWD, CROWD)
    numbers = [row[0] for row in quick.query("SELECT number FROM credentials_certificate WHERE source_key LIKE 'course:%%'")]
    assert sorted(numbers) == list(range(min(numbers), min(numbers) + CROWD))
