"""Pieces of a transcript stand under their lesson, at the place of the best of them."""

from collections.abc import Iterator

import pytest

from search.api import SearchDocument, SearchQuery, index_documents, search
from search.documents import registry
from search.names.services import refresh_names

LESSON = SearchDocument(kind="lesson", pk=1, title="第一课", body="工具", url="/a/1/")
OTHER = SearchDocument(kind="lesson", pk=2, title="触电急救", url="/a/2/")


def _pieces(lesson: SearchDocument, texts: list[str]) -> list[SearchDocument]:
    return [
        SearchDocument(
            kind="transcript",
            pk=lesson.pk,
            part=part,
            parent=("lesson", lesson.pk),
            title="",
            body=text,
            url=lesson.url,
            extra={"starts": [[0, 60 * part], [5, 60 * part + 20]]},
        )
        for part, text in enumerate(texts)
    ]


@pytest.fixture
def spoken(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two lessons; in the first something is said five times."""
    owners = {
        "lesson": {1: [LESSON], 2: [OTHER]},
        "transcript": {1: _pieces(LESSON, ["先看电压再接线", "怎样测量电压", "电压正常", "电压过低", "无关"]), 2: []},
    }
    monkeypatch.setattr(registry, "_OWNERS", {})
    for kind, documents in owners.items():
        registry.register_documents(
            kind,
            load=lambda ids, documents=documents: [one for pk in ids for one in documents[pk]],  # type: ignore[misc]
            all_ids=lambda: [1, 2],
        )
        index_documents(kind, [1, 2])
    refresh_names()


@pytest.mark.usefixtures("spoken")
def test_pieces_stand_under_their_lesson_with_the_second_of_the_cue() -> None:
    results = search(SearchQuery(text="电压"))

    assert [(hit.kind, hit.pk, hit.title_html) for hit in results.hits] == [("lesson", 1, "第一课")]
    assert results.total == 4
    assert len(results.hits[0].moments) == 3
    late = next(moment for moment in results.hits[0].moments if "测量" in moment.html)
    assert (late.second, late.url, late.html) == (60, "/a/1/?t=60", "怎样测量<mark>电压</mark>")


@pytest.mark.usefixtures("spoken")
def test_the_second_is_that_of_the_very_cue() -> None:
    moment = search(SearchQuery(text="接线")).hits[0].moments[0]

    assert (moment.second, moment.url) == (20, "/a/1/?t=20")


@pytest.mark.usefixtures("spoken")
def test_a_lesson_found_by_itself_and_by_its_words_is_one_row() -> None:
    results = search(SearchQuery(text="触电急救"))

    assert [(hit.kind, hit.pk, hit.moments) for hit in results.hits] == [("lesson", 2, ())]


@pytest.mark.usefixtures("spoken")
def test_a_renamed_parent_reaches_what_lies_two_steps_below() -> None:
    seen: list[tuple[str, list[int]]] = []
    registry.register_documents("course", load=lambda ids: [], all_ids=lambda: [9], dependents=lambda ids: {"lesson": [1]})
    registry.register_documents("transcript", load=lambda ids: seen.append(("transcript", ids)) or [], all_ids=lambda: [1])

    index_documents("course", [9])

    assert seen == [("transcript", [1])]
