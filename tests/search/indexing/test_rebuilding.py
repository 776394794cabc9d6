"""A new index is built beside the old one while people write, and nothing is lost; on real servers."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from search.api import index_documents, remove_documents
from search.documents.models import Document
from search.documents.services import store_documents
from search.documents.types import SearchDocument
from search.engines.names import alias_name
from search.indexing.feeding import feed
from search.indexing.indexes import tidy
from search.indexing.locks import COMMAND, REBUILD, alone
from search.indexing.models import ClusterIndex
from search.indexing.rebuilding import CannotRebuild, rebuild_cluster
from search.indexing.selectors import check_cluster
from search.indexing.tending import tend
from tests.search.conftest import KIND
from tests.search.indexing.conftest import Site

State = ClusterIndex.State
ROOT = Path(__file__).resolve().parents[3]


def states() -> dict[str, str]:
    """Return the state of each index by name."""
    return dict(ClusterIndex.objects.values_list("name", "state"))


def put_many(site: Site, number: int) -> None:
    """Commit *number* documents without telling the cluster."""
    first = len(site.library.documents)
    made = [SearchDocument(kind=KIND, pk=first + n + 1, title=f"课{first + n}") for n in range(number)]
    site.library.documents |= {document.pk: document for document in made}
    store_documents(KIND, list(site.library.documents), site.library.documents.values())


def test_a_new_index_takes_over_and_the_old_one_stays_for_going_back(site: Site) -> None:
    (first,) = states()
    site.put("电工")
    second = site.rebuild()

    assert states() == {first: State.SPARE, second: State.LIVE}
    assert site.cluster.behind(alias_name()) == [second]
    site.put("电工二")
    feed()
    call_command("search_rebuild", "--back", verbosity=0)
    assert site.cluster.behind(alias_name()) == [first]
    assert site.on_cluster("电工") == ["电工", "电工二"]


def test_yesterdays_index_is_cleared_away(site: Site) -> None:
    (first,) = states()
    second = site.rebuild()
    ClusterIndex.objects.filter(name=first).update(replaced_at="2020-01-01T00:00Z")

    tend()

    assert states() == {second: State.LIVE}
    assert (site.cluster.exists(first), site.cluster.exists(second)) == (False, True)


def test_writing_while_rebuilding_loses_nothing_and_brings_nothing_back(site: Site) -> None:
    put_many(site, 2000)
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for number in range(1000):
                pk = 10_000 + number
                site.library.documents[pk] = SearchDocument(kind=KIND, pk=pk, title=f"新{number}电工")
                index_documents(KIND, [pk])
            for pk in range(1, 201):
                del site.library.documents[pk]
                remove_documents(KIND, [pk])
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    def carry() -> None:
        try:
            while thread.is_alive():
                feed()
                time.sleep(0.02)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    thread, carrier = threading.Thread(target=write), threading.Thread(target=carry)
    thread.start()
    carrier.start()
    name = site.rebuild()
    thread.join()
    carrier.join()
    feed()

    assert failures == []
    assert site.cluster.behind(alias_name()) == [name]
    assert [(row.documents, row.indexed, row.agrees) for row in check_cluster()] == [(2800, 2800, True)]


def test_the_second_of_two_rebuilds_refuses(site: Site) -> None:
    taken, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with alone(COMMAND):
            taken.set()
            go_on.wait(60)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(60)
    before = states()

    with pytest.raises(CommandError, match="另一个重建正在进行"):
        call_command("search_rebuild", "--engine", "cluster")

    go_on.set()
    thread.join()
    assert states() == before


def test_a_killed_rebuild_goes_on_where_it_stopped(site: Site, settings: Settings) -> None:
    put_many(site, 6000)
    environment = os.environ | {
        "DATABASE_URL": _database_url(),
        "DJANGO_SETTINGS_MODULE": "infra.settings.test",
        "SEARCH_CLUSTER_URL": settings.SEARCH_CLUSTER_URL,
        "SEARCH_CLUSTER_INDEX": settings.SEARCH_CLUSTER_INDEX,
    }
    process = subprocess.Popen([sys.executable, "manage.py", "search_rebuild", "--engine", "cluster"], cwd=ROOT, env=environment)
    _wait_until(lambda: ClusterIndex.objects.filter(state=State.BUILDING, copied_to__gt=0).exists(), process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with alone(REBUILD, wait=True):  # the database notices a moment later
        pass
    killed = ClusterIndex.objects.get(state=State.BUILDING)
    said: list[str] = []

    name = rebuild_cluster(said.append)

    assert 0 < killed.copied_to < Document.objects.order_by("-pk")[0].pk
    assert (name, said[0]) == (killed.name, f"{killed.name}: copying from {killed.copied_to}")
    assert all(row.agrees for row in check_cluster())


def test_what_was_cut_off_around_the_switch_is_put_right(site: Site) -> None:
    (first,) = states()
    second = site.rebuild()
    ClusterIndex.objects.filter(name=second).update(state=State.BUILDING)
    ClusterIndex.objects.filter(name=first).update(state=State.LIVE)
    planned = ClusterIndex.objects.create(name=f"{first}-planned", analysis=1)

    tidy(site.cluster)

    assert states() == {first: State.SPARE, second: State.LIVE}
    assert site.cluster.exists(planned.name) is False


def test_an_index_that_differs_from_the_database_never_answers(site: Site) -> None:
    """A document that bypassed the outbox behind the copy's back is noticed before the switch."""
    (first,) = states()
    put_many(site, 3)
    name = f"{first}-wrong"
    site.cluster.create(name)
    last = Document.objects.order_by("-pk")[0].pk
    ClusterIndex.objects.create(name=name, analysis=ClusterIndex.objects.get().analysis, state=State.BUILDING, copied_to=last)
    feed()
    site.cluster.write(name, {last: None}, {last: 10**9})

    with pytest.raises(CannotRebuild, match="与数据库不一致（kind trial: 2 / 3）"):
        site.rebuild()

    assert site.cluster.behind(alias_name()) == [first]


def test_without_a_cluster_every_index_is_given_up(site: Site, settings: Settings) -> None:
    (first,) = states()
    address = settings.SEARCH_CLUSTER_URL
    settings.SEARCH_CLUSTER_URL = ""
    tend()
    assert states() == {first: State.LEFT}

    settings.SEARCH_CLUSTER_URL = address
    tend()

    assert (states(), site.cluster.behind(alias_name()), site.cluster.exists(first)) == ({}, [], False)


def test_check_names_what_is_missing(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.put("电工")
    site.put("焊工")
    feed()
    call_command("search_check", "--engine", "cluster")
    index = ClusterIndex.objects.get()
    pk = Document.objects.order_by("pk")[0].pk
    site.cluster.write(index.name, {pk: None, pk + 10**6: {"id": pk + 10**6, "kind": KIND}}, {pk: 10**9, pk + 10**6: 1})

    with pytest.raises(SystemExit) as stopped:
        call_command("search_check", "--engine", "cluster")

    assert stopped.value.code == 1
    assert "cluster trial: 2 of 2, missing 1, left over 1" in capsys.readouterr().out


def _database_url() -> str:
    """Return the address of the tests' database for another process."""
    values = connection.settings_dict
    host = values["HOST"] or values["OPTIONS"].get("host", "")
    address = {"host": host, "port": values["PORT"] or "", "user": values["USER"], "password": values["PASSWORD"] or ""}
    return f"postgresql:///{values['NAME']}?" + urlencode({name: value for name, value in address.items() if value})


def _wait_until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)
