"""Where tokens stand in a document."""

from search.documents.vectors import MAX_PLACES, MAX_POSITION, Place, token_places, vector_text


def test_fields_and_tags_are_far_from_each_other() -> None:
    assert list(token_places("焊工", ["电", "工"], "c")) == [
        Place("title", "焊工", 1),
        Place("title", "工", 2),
        Place("tags", "电", 23),
        Place("tags", "工", 44),
        Place("body", "c", 65),
    ]


def test_a_code_written_as_one_has_no_neighbours() -> None:
    assert vector_text("trial", "Wi-Fi 2", [], "") == "'kind:trial' 'wi':1A 'fi':2A '2':3A 'wifi':5A 'fi2':7A"


def test_what_stands_too_far_behind_or_too_often_is_left_out() -> None:
    places = list(token_places("", [], "a " * 300 + "b " * MAX_POSITION))

    assert sum(place.lexeme == "a" for place in places) == MAX_PLACES
    assert max(place.position for place in places) <= MAX_POSITION
