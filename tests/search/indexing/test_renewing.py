"""After an upgrade everything is written anew by itself."""

from collections.abc import Callable

import pytest
from django.db import connection
from wagtail.models import Page

from search.analysis.folding import VERSION
from search.documents.models import Document
from search.indexing.locks import COMMAND
from search.indexing.models import Renewal
from search.indexing.renewing import renew
from search.indexing.selectors import lateness, waiting_figures
from search.names.models import Name
from search.tasks import renew as task
from tests.search.conftest import Library

OLD = VERSION - 1


def _age(library: Library) -> None:
    """Leave the library as a release with another analysis would: other tokens, another version."""
    library.index()
    Document.objects.update(analysis=OLD, vector="")
    Renewal.objects.update(analysis=OLD)


def test_documents_of_another_release_are_found_again(library: Library, found: Callable[..., list[str]]) -> None:
    library.put("低压电工")
    library.put("茶艺", parent=("trial", 1))
    _age(library)
    said, figures, before = lateness(), waiting_figures()["search_outdated_documents"], found("电工", is_literal=True)

    written = task()

    assert (said, figures, before) == ("2 documents of another release are being written anew", 2, [])
    assert (written, lateness(), found("电工", is_literal=True)) == (2, "", ["低压电工"])
    assert Renewal.objects.get().analysis == VERSION
    assert task() == 0


def test_names_and_the_index_of_the_admin_are_written_too(library: Library) -> None:
    library.put("低压电工")
    _age(library)
    Name.objects.all().delete()
    Page.objects.filter(depth=1).update(title="电工学校")

    renew()

    assert list(Name.objects.filter(text="电工").values_list("text", flat=True)) == ["电工"]
    assert [page.title for page in Page.objects.all().search("学校")] == ["电工学校"]


def test_it_stops_in_time_and_goes_on_where_it_stopped(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        library.put(f"第{number}课")
    _age(library)
    monkeypatch.setattr("search.indexing.renewing.BATCH", 2)

    first = renew(seconds=0)
    rest = renew()

    assert (first, Renewal.objects.filter(analysis=VERSION).exists(), rest) == (0, True, 5)


def test_a_rebuild_by_hand_is_left_alone(library: Library) -> None:
    library.put("低压电工")
    _age(library)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [COMMAND])

    meanwhile = renew()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [COMMAND])
    other.close()

    assert (meanwhile, renew()) == (0, 1)
