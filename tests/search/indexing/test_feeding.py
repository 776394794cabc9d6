"""Committed changes reach the cluster, once, in the end and never backwards; on real servers."""

import threading

from django.db import connection, transaction
from pytest_django import Settings

from search.api import SearchDocument, index_documents, remove_documents
from search.documents.models import Document
from search.engines.records import record_of
from search.indexing.feeding import BATCH, feed, number_changes
from search.indexing.models import ClusterIndex, DeadLetter, Feed, OutboxRow
from tests.search.conftest import KIND
from tests.search.indexing.conftest import Site


def test_what_is_written_changed_and_deleted_is_found_so(site: Site) -> None:
    kept, changed, gone = site.put("电工一"), site.put("电工二"), site.put("电工三")
    assert feed() == 3
    assert site.on_cluster("电工") == ["电工一", "电工三", "电工二"]

    site.library.documents[changed] = SearchDocument(kind=KIND, pk=changed, title="焊工")
    del site.library.documents[gone]
    index_documents(KIND, [changed, gone])
    feed()

    assert site.on_cluster("电工") == ["电工一"]
    assert site.on_cluster("焊工") == ["焊工"]
    remove_documents(KIND, [kept])
    feed()
    assert site.on_cluster("电工") == []
    assert OutboxRow.objects.count() == 0


def test_a_change_that_was_rolled_back_is_not_noted(site: Site) -> None:
    site.library.put("电工")
    with transaction.atomic():
        index_documents(KIND, [1])
        transaction.set_rollback(True)

    assert OutboxRow.objects.count() == 0


def test_a_transaction_that_commits_late_is_not_skipped(site: Site) -> None:
    """The row with the smaller id commits after the one with the greater id was consumed."""
    early, late = site.library.put("电工早"), site.library.put("电工晚")
    noted, go_on = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            index_documents(KIND, [early])
            noted.set()
            go_on.wait(60)
        connection.close()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert noted.wait(60)
    index_documents(KIND, [late])
    feed()
    assert site.on_cluster("电工") == ["电工晚"]
    go_on.set()
    thread.join()
    feed()

    assert site.on_cluster("电工") == ["电工早", "电工晚"]


def test_old_data_cannot_come_back(site: Site) -> None:
    pk = site.put("电工新")
    feed()
    row = Document.objects.get(object_id=pk, kind=KIND)
    index = ClusterIndex.objects.get()
    version = Feed.objects.get().consumed
    old = record_of(row) | {"title_b": ["焊工"]}

    assert site.cluster.write(index.name, {row.pk: old}, {row.pk: version - 1}) == []
    assert site.cluster.write(index.name, {row.pk: None}, {row.pk: version - 1}) == []
    assert (site.on_cluster("焊工"), site.on_cluster("电工")) == ([], ["电工新"])

    assert site.cluster.write(index.name, {row.pk: None}, {row.pk: version + 1}) == []
    assert site.cluster.write(index.name, {row.pk: old}, {row.pk: version}) == []
    assert site.on_cluster("焊工") == []


def test_a_refused_document_waits_for_a_person_and_holds_up_no_other(site: Site) -> None:
    site.put("电工一")
    bad = site.put("电工二", facets={"level": ["长" * 20_000]})
    site.put("电工三")
    feed()

    assert site.on_cluster("电工") == ["电工一", "电工三"]
    assert list(DeadLetter.objects.values_list("kind", "object_id", "title")) == [(KIND, bad, "电工二")]

    site.library.documents[bad] = SearchDocument(kind=KIND, pk=bad, title="电工二")
    index_documents(KIND, [bad])
    feed()
    assert site.on_cluster("电工") == ["电工一", "电工三", "电工二"]
    assert DeadLetter.objects.count() == 0


def test_a_batch_beyond_the_limit_of_a_request_is_split(site: Site) -> None:
    for number in range(8):
        site.put(f"电工{number}", tags=["长" * 400_000])
    feed()

    assert len(site.on_cluster("电工")) == 8


def test_many_changes_of_one_document_are_written_once(site: Site) -> None:
    pk = site.put("电工")
    for _ in range(BATCH // 2):
        index_documents(KIND, [pk])

    assert feed() == 1


def test_numbers_rise_and_have_no_gap(site: Site) -> None:
    before = number_changes()
    for number in range(3):
        site.put(f"电工{number}")

    assert number_changes() == before + 3
    assert list(OutboxRow.objects.order_by("id").values_list("seq", flat=True)) == [before + 1, before + 2, before + 3]


def test_without_a_cluster_nothing_is_noted(settings: Settings, site: Site) -> None:
    settings.SEARCH_CLUSTER_URL = ""
    site.put("电工")

    assert OutboxRow.objects.count() == 0
