"""The cluster may be slow, wrong or dead: every search has its answer."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import quantiles

import pytest
from django.db import connection
from pytest_django import Settings

from infra.cluster.__main__ import instance_of
from infra.cluster.running import Instance, start, stop
from infra.cluster.servers import OPENSEARCH
from search.api import SearchQuery, search
from search.engines import choice
from search.engines.breaker import Breaker
from search.engines.elasticsearch import connect
from search.engines.names import alias_name
from search.indexing.feeding import feed
from search.indexing.rebuilding import rebuild_cluster
from tests.search.conftest import KIND, Library

Titles = Callable[[str], list[str]]


@pytest.fixture
def titles(library: Library, monkeypatch: pytest.MonkeyPatch) -> Titles:
    """A library with one course, searched as a visitor does."""
    monkeypatch.setattr(choice, "breaker", Breaker())
    library.put("低压电工")
    library.index()
    return lambda text: [library.documents[hit.pk].title for hit in search(SearchQuery(text=text, kinds=[KIND])).hits]


def test_three_failures_open_the_breaker_and_one_success_closes_it() -> None:
    breaker = Breaker(failures=3, pause=0.2)
    for _ in range(3):
        assert breaker.allows() is True
        breaker.note_failure()
    assert breaker.allows() is False
    time.sleep(0.25)

    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.note_success()
    assert [breaker.allows(), breaker.allows()] == [True, True]


def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker = Breaker(failures=2)
    for _ in range(5):
        breaker.note_failure()
        breaker.note_success()

    assert breaker.allows() is True


def test_nobody_at_the_address(titles: Titles, settings: Settings) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.SEARCH_CLUSTER_URL = f"http://127.0.0.1:{unused.getsockname()[1]}"

        assert [titles("电工") for _ in range(5)] == [["低压电工"]] * 5
    assert choice.breaker.allows() is False


def test_a_cluster_that_never_answers_costs_the_limit_three_times(titles: Titles, settings: Settings) -> None:
    settings.SEARCH_CLUSTER_SECONDS = 0.3
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SEARCH_CLUSTER_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        found = [titles("电工") for _ in range(8)]
        took = time.monotonic() - started

    assert found == [["低压电工"]] * 8
    assert 0.9 <= took < 8 * 0.3 + 0.9


class _Broken(BaseHTTPRequestHandler):
    """A server that answers every request with the same complaint."""

    status = 400

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(self.status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"error": {"type": "parse_exception", "reason": "no"}, "status": 400}')

    do_GET = do_POST  # noqa: N815 - the server's name for it

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def broken() -> Iterator[str]:
    """The address of a server that refuses everything."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Broken)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_a_cluster_that_refuses(
    titles: Titles, settings: Settings, broken: str, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(_Broken, "status", status)
    settings.SEARCH_CLUSTER_URL = broken

    assert [titles("电工") for _ in range(4)] == [["低压电工"]] * 4


def test_a_cluster_without_an_index(titles: Titles, settings: Settings, server: Instance) -> None:
    settings.SEARCH_CLUSTER_URL = server.url
    settings.SEARCH_CLUSTER_INDEX = "test-none"

    assert titles("电工") == ["低压电工"]


def test_killing_the_cluster_under_load_loses_no_search(
    opensearch: Instance, transactional_db: None, titles: Titles, settings: Settings
) -> None:
    settings.SEARCH_CLUSTER_URL = opensearch.url
    settings.SEARCH_CLUSTER_INDEX = "test-kill"
    settings.SEARCH_CLUSTER_SECONDS = 60
    rebuild_cluster(lambda line: None)
    feed()
    assert titles("电工") == ["低压电工"]
    settings.SEARCH_CLUSTER_SECONDS = 0.8
    killed, done = threading.Event(), threading.Event()
    times: list[list[float]] = [[] for _ in range(4)]
    lost: list[object] = []

    def visit(own: list[float]) -> None:
        try:
            while not done.is_set():
                was_killed, started = killed.is_set(), time.monotonic()
                found = titles("电工")
                own += [time.monotonic() - started] if was_killed else []
                lost.extend([] if found == ["低压电工"] else [found])
        except BaseException as error:
            lost.append(error)
        finally:
            connection.close()

    visitors = [threading.Thread(target=visit, args=(own,)) for own in times]
    for visitor in visitors:
        visitor.start()
    time.sleep(1)
    stop(opensearch, kill=True)
    killed.set()
    time.sleep(3)
    done.set()
    for visitor in visitors:
        visitor.join()

    start(instance_of(OPENSEARCH, "tests"))
    connect(opensearch.url).point(alias_name(), None)
    first = [seconds for own in times for seconds in own[:3]]
    assert lost == []
    assert len(first) == 12
    assert quantiles(first, n=20)[-1] <= 1.0
