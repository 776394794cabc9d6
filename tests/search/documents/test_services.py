"""Documents are written with the change they describe, by one writer at a time."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from search.api import SearchDocument, index_documents, remove_documents
from search.documents import registry, services
from search.documents.models import Document
from search.names.models import Name
from tests.search.conftest import KIND, Library

Found = Callable[..., list[str]]


def test_what_the_owner_no_longer_hands_over_is_removed(library: Library, found: Found) -> None:
    kept, dropped = library.put("电工一"), library.put("电工二")
    library.index()

    del library.documents[dropped]
    written = index_documents(KIND, [kept, dropped])

    assert written == 1
    assert found("电工") == ["电工一"]


def test_indexing_again_replaces_every_part(library: Library, found: Found) -> None:
    pk = library.put("电工")
    library.index()
    before = Document.objects.get(kind=KIND, object_id=pk)

    library.documents[pk] = SearchDocument(kind=KIND, pk=pk, title="焊工", facets={"level": ["b"]}, boost_learners=9)
    library.index()
    after = Document.objects.get(kind=KIND, object_id=pk)

    assert (after.pk, after.title, after.facets, after.learners) == (before.pk, "焊工", ["kind:trial", "level:b"], 9)
    assert found("电工", is_literal=True) == []


def test_pieces_of_an_object_come_and_go_with_it(library: Library) -> None:
    pieces = [SearchDocument(kind=KIND, pk=7, part=part, title=f"第{part}段") for part in range(3)]
    registry.register_documents(KIND, load=lambda ids: pieces, all_ids=lambda: [7])
    index_documents(KIND, [7])

    pieces.pop()
    index_documents(KIND, [7])

    assert list(Document.objects.filter(kind=KIND).order_by("part").values_list("part", flat=True)) == [0, 1]
    assert remove_documents(KIND, [7]) == 2


def test_a_rolled_back_change_leaves_no_trace(library: Library, found: Found) -> None:
    library.put("电工")

    with transaction.atomic():
        index_documents(KIND, [1])
        transaction.set_rollback(True)

    assert found("电工") == []


def test_text_that_the_database_cannot_hold_is_cleaned(library: Library, found: Found) -> None:
    library.put("电\x00工\ud800", tags=["a\x00"], body="\x00", facets={"level": ["\x00x"]})
    library.index()

    assert Document.objects.get(kind=KIND).title == "电工"


def test_a_very_long_body_is_indexed_as_far_as_it_goes(library: Library, found: Found) -> None:
    library.put("长文", body="开头电工" + "的" * 200_000 + "末尾焊工" + "".join(chr(0x4E00 + n) for n in range(15_000)))
    library.index()

    assert found("开头电工") == ["长文"]
    assert found("末尾焊工", is_literal=True) == []


def test_rebuild_and_check_agree_with_the_owner(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    library.put("低压电工")
    library.put("焊工")
    call_command("search_rebuild", KIND)
    call_command("search_check")
    Document.objects.filter(kind=KIND, title="焊工").delete()

    with pytest.raises(SystemExit) as stopped:
        call_command("search_check")

    assert stopped.value.code == 1
    assert "trial: 1 of 2, missing 1, left over 0, outdated 0" in capsys.readouterr().out
    assert set(Name.objects.values_list("text", flat=True)) == {"低压", "低压电工", "电工", "焊工"}


def test_rebuild_removes_what_vanished(library: Library, found: Found) -> None:
    library.put("电工")
    library.index()
    library.documents.clear()

    call_command("search_rebuild", KIND)

    assert Document.objects.filter(kind=KIND).count() == 0


@pytest.fixture
def clean(transactional_db: None) -> Iterator[Library]:
    """A library in a database that other threads see."""
    made = Library()
    registry.register_documents(KIND, load=made.load, all_ids=lambda: list(made.documents))
    yield made
    del registry._OWNERS[KIND]


def test_writers_of_the_same_object_follow_each_other(clean: Library) -> None:
    """The row ends as the owner last had it, whichever thread wrote first."""
    clean.put("开始")
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for step in range(5):
                clean.documents[1] = SearchDocument(kind=KIND, pk=1, title=f"第{number}人第{step}次")
                index_documents(KIND, [1])
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert list(Document.objects.filter(kind=KIND).values_list("title", flat=True)) == [clean.documents[1].title]


def _held_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(("most", "held"), [(3, 4), (2, 1)], ids=["few objects", "many objects"])
def test_a_change_that_reaches_many_objects_holds_their_kind_alone(
    most: int, held: int, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database has room for some thousand locks in all; a renamed organisation reaches more objects than that."""
    monkeypatch.setattr(services, "MOST_LOCKS", most)
    for number in range(3):
        library.put(f"第{number}课")
    before = _held_locks()

    library.index()

    assert _held_locks() - before == held
    assert Document.objects.filter(kind=KIND).count() == 3


def test_a_change_to_a_whole_kind_waits_for_one_to_an_object_of_it(clean: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = clean.put("甲"), clean.put("乙")
    clean.index()
    written, let_go = threading.Event(), threading.Event()

    def change_one() -> None:
        try:
            with transaction.atomic():
                clean.documents[first] = SearchDocument(kind=KIND, pk=first, title="改过的甲")
                index_documents(KIND, [first])
                written.set()
                let_go.wait(20)
        finally:
            connection.close()

    one = threading.Thread(target=change_one)
    one.start()
    assert written.wait(20)
    monkeypatch.setattr(services, "MOST_LOCKS", 1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
        with pytest.raises(OperationalError):
            index_documents(KIND, [first, second])
    let_go.set()
    one.join()
    index_documents(KIND, [first, second])

    assert list(Document.objects.filter(kind=KIND).order_by("object_id").values_list("title", flat=True)) == ["改过的甲", "乙"]
