"""Tokens of the index and terms of the query meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.folding import fold_text
from search.analysis.tokens import Term, index_tokens, joined_form, query_terms

WRITTEN = st.text(st.sampled_from("电工养老护理焊A1bc+#-./' _，。é電㎡"), max_size=30)


def test_a_chinese_run_gives_pairs_and_its_last_character() -> None:
    assert list(index_tokens("電工證")) == [("电工", 1), ("工证", 2), ("证", 3)]


def test_codes_are_cut_at_digits_and_also_kept_whole() -> None:
    assert list(index_tokens("GB/T 1.1")) == [("gb", 1), ("t", 2), ("1", 3), ("1", 4), ("gbt", 6), ("11", 8), ("t1", 10)]
    assert [lexeme for lexeme, _ in index_tokens("Win11 C++")] == ["win", "11", "c++", "win11", "11c++"]
    assert [lexeme for lexeme, _ in index_tokens("micro:bit")] == ["micro", "bit", "microbit"]
    assert [lexeme for lexeme, _ in index_tokens("Power BI 看板")] == ["power", "bi", "看板", "板", "powerbi"]


@pytest.mark.parametrize(
    ("literal", "terms"),
    [
        ("焊", (Term("焊", prefix=True),)),
        ("电工", (Term("电工"),)),
        ("电工plc", (Term("电工"), Term("工"), Term("plc", prefix=True))),
        ("c++", (Term("c++"),)),
        ("java", (Term("java", prefix=True),)),
        ("win11", (Term("win"), Term("11", prefix=True))),
        ("，。", ()),
        ("", ()),
    ],
)
def test_terms_of_a_literal(literal: str, terms: tuple[Term, ...]) -> None:
    assert query_terms(literal) == terms


def test_only_a_code_has_a_joined_form() -> None:
    assert joined_form("wi-fi") == "wifi"
    assert joined_form("wifi") == ""
    assert joined_form("电工-a") == ""


@given(WRITTEN, WRITTEN, WRITTEN)
def test_every_piece_of_a_chinese_text_is_found_in_it(before: str, piece: str, after: str) -> None:
    """A literal's terms stand next to each other wherever its text stands, when it is not cut out of a latin word."""
    text = f"{before} {piece} {after}"
    index = {(lexeme, place) for lexeme, place in index_tokens(text)}
    terms = query_terms(fold_text(piece))

    starts = {place for _, place in index}
    assert not terms or any(all(_is_there(index, term, start + n) for n, term in enumerate(terms)) for start in starts)


def _is_there(index: set[tuple[str, int]], term: Term, place: int) -> bool:
    lexemes = {lexeme for lexeme, at in index if at == place}
    return any(lexeme == term.lexeme or (term.prefix and lexeme.startswith(term.lexeme)) for lexeme in lexemes)


def test_a_very_long_word_is_cut() -> None:
    assert max(len(lexeme) for lexeme, _ in index_tokens("x" * 100_000)) == 64
