"""Names come from titles, from every beginning of a word."""

from search.names.wording import names_in


def test_names_are_words_and_rows_of_words() -> None:
    assert names_in("養老护理员考证") == ["养老", "养老护理员", "养老护理员考证", "护理员", "护理员考证", "考证"]


def test_a_stop_word_ends_a_name() -> None:
    assert names_in("血压的测量") == ["血压", "测量"]


def test_numbers_and_signs_are_no_names() -> None:
    assert names_in("2026 ， 🙂") == []
