"""How many documents contain a name, and which of many names are likeliest meant."""

from datetime import timedelta
from itertools import islice

import pytest
from django.utils import timezone

from search.analysis.sound import initial_keys, sound_keys
from search.api import suggest
from search.documents.models import Document
from search.documents.services import index_documents
from search.names.counting import MANY, NOTED, count_names, note_all_common
from search.names.models import Name, NameKey
from search.names.selectors import LOOKED_AT, names_by_sound
from tests.search.conftest import KIND, Library


@pytest.fixture
def crowd(library: Library) -> Library:
    """More documents about 电工 than are counted, and one about 茶艺."""
    for number in range(MANY + NOTED):
        library.put(f"{number}、电工")
    library.put("茶艺入门")
    library.index()
    return library


def noted() -> list[int]:
    """Return the documents that are noted for 电工."""
    return Name.objects.get(text="电工").common_in or []


def test_counts_end_at_many(crowd: Library) -> None:
    assert count_names(["茶艺", "电工", "没有"]) == [1, MANY, 0]
    assert count_names(["茶艺", "电工"], kinds=[KIND]) == [1, MANY]
    assert count_names(["茶艺", "电工"], kinds=["course"]) == [0, 0]


def test_only_names_of_very_many_documents_are_noted(crowd: Library) -> None:
    assert list(Name.objects.filter(common_in__isnull=False).values_list("text", flat=True)) == ["电工"]
    assert len(noted()) == NOTED


def test_what_was_hidden_since_is_counted_again(crowd: Library) -> None:
    Document.objects.exclude(pk__in=noted()[:1]).update(hidden_from=timezone.now() - timedelta(minutes=1))

    assert count_names(["电工"]) == [1]


def test_a_name_is_never_offered_for_what_is_no_longer_visible(crowd: Library) -> None:
    crowd.documents = {pk: found for pk, found in crowd.documents.items() if "茶艺" in found.title}
    index_documents(KIND, range(1, MANY + NOTED + 1))

    assert suggest("diangong") == []


def test_noting_anew_follows_what_was_removed(crowd: Library) -> None:
    Document.objects.exclude(pk__in=noted()).delete()
    note_all_common()

    assert noted() == []
    assert count_names(["电工"]) == [NOTED]


def test_the_weightiest_of_very_many_names_come_first(library: Library) -> None:
    names = (f"张{chr(code)}" for code in range(0x4E00, 0x5E00))
    for name in islice((name for name in names if sound_keys(name) and "zh" not in initial_keys(name)), LOOKED_AT + 20):
        library.put(name)
    library.put("种植", boost_learners=10)
    library.index()
    library.put("种植技术", boost_learners=1000)
    library.index()

    assert names_by_sound("zh", 1) == names_by_sound("zhon", 1) == ["种植"]
    assert set(NameKey.objects.filter(name__text="种植").values_list("heft", flat=True)) == {11}


def test_a_text_that_only_bodies_hold_leads_to_no_title(library: Library) -> None:
    library.put("电工入门", body="怎么接线")
    library.put("学电工怎么开始")
    library.index()

    assert [item.url for item in suggest("怎么", kinds=[KIND]) if item.url] == ["/2/"]


def test_an_opening_quote_is_passed_over(crowd: Library) -> None:
    assert suggest("“茶", kinds=[KIND]) == suggest("茶", kinds=[KIND]) != []
