"""Reading a query: words, phrases, exclusions, and no text that breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.reading import MAX_CHARACTERS, MAX_WORDS, Word, read_query, smaller_parts, stem


def words(text: str, **options: object) -> list[str]:
    """Return the words that *text* asks for."""
    return [word.text for word in read_query(text, **options).words]


def test_question_words_are_left_out_when_something_remains() -> None:
    assert words("怎么学叉车") == ["叉车"]
    assert words("怎么") == ["怎么"]


@pytest.mark.parametrize("text", ['"失智老人"', "“失智老人”", "＂失智老人＂", "「失智老人」", "『失智老人』", "《失智老人》"])
def test_quoted_words_stay_one(text: str) -> None:
    assert read_query(text).words == (Word("失智老人", is_quoted=True),)


@pytest.mark.parametrize("text", ['"失智', 'a"b', '""', '"', "“", "《》"])
def test_an_unclosed_quote_is_plain_text(text: str) -> None:
    assert not any(word.is_quoted for word in read_query(text).words)


@pytest.mark.parametrize("text", ["电工 -焊接", "电工 －焊接", "-焊接 电工"])
def test_a_word_after_a_minus_is_excluded(text: str) -> None:
    reading = read_query(text)

    assert reading.excluded == ("焊接",)
    assert [word.text for word in reading.words] == ["电工"]


def test_a_hyphen_inside_a_code_excludes_nothing() -> None:
    reading = read_query("GB/T 1.1-2020")

    assert reading.excluded == ()
    assert [word.text for word in reading.words] == ["gb/t", "1.1-2020"]


def test_words_with_synonyms_stay_whole() -> None:
    assert words("ai训练师怎么考", vocabulary={"ai训练师"}) == ["ai训练师"]
    assert words("brain训练", vocabulary={"ai"}) == ["brain", "训练"]


@pytest.mark.parametrize("text", ["", "   ", "？？？", "-", "\x00\u200b", "🙂"])
def test_nothing_to_look_for(text: str) -> None:
    assert read_query(text).words == ()


@pytest.mark.parametrize("text", ["电工٣", "٣电工", "电工३", "电工 ٣"])
def test_digits_of_other_scripts_are_passed_over(text: str) -> None:
    assert [word.text for word in read_query(text).words] == ["电工"]


@pytest.mark.parametrize("length", [99, 100, 101, 600, 100_000])
def test_long_queries_are_cut(length: int) -> None:
    reading = read_query("焊 " * (length // 2))

    assert len(reading.text) <= MAX_CHARACTERS
    assert len(read_query(" ".join(f"w{n}" for n in range(200))).words) == MAX_WORDS


def test_a_compound_is_cut_into_what_the_dictionary_knows() -> None:
    assert smaller_parts("电工证") == ["电工", "证"]
    assert smaller_parts("龘靐") == []


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    reading = read_query(text)

    assert len(reading.words) <= MAX_WORDS
    assert len(reading.text) <= MAX_CHARACTERS


def test_single_characters_beside_words_are_not_required() -> None:
    assert [word.text for word in read_query("叉车证怎么考").words] == ["叉车"]
    assert [word.text for word in read_query("电工 证").words] == ["电工", "证"]
    assert [word.text for word in read_query("张秀英").words] == ["张", "秀英"]
    assert read_query("葫户丝").chunks == (("葫户", "丝"),)


def test_a_stretched_word_has_one_character_that_carries_it() -> None:
    assert [stem(word) for word in ("裤子", "星星", "电工", "ab", "子")] == ["裤", "星", "", "", ""]
