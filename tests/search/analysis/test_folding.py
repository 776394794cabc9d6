"""Folding makes one of different writings and keeps where each character came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.folding import fold, fold_text

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("電工證", "电工证"),
        ("ＰＬＣ編程", "plc编程"),
        ("①Ⅱ㎡é", "1iim2e"),
        ("养\u200b老\u202e护\x00理", "养老护理"),
        ("Ｃ＋＋", "c++"),
        ("İstanbul ß", "istanbul ss"),
        ("电\ud800工", "电工"),
        ("𠮷", "𠮷"),
        ("全　角\u00a0空格", "全 角 空格"),
        ("", ""),
    ],
)
def test_writings_fold_to_one(written: str, folded: str) -> None:
    assert fold_text(written) == folded


def test_positions_lead_back_to_the_source() -> None:
    folded = fold("搭㎡的電\u200b工")

    start = folded.text.index("电工")

    assert folded.source_span(start, start + 2) == (3, 6)
    assert folded.source_span(1, 3) == (1, 2)


@given(ANY_TEXT)
def test_both_ways_of_folding_agree_and_offsets_never_go_back(text: str) -> None:
    folded = fold(text)

    assert folded.text == fold_text(text)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert len(folded.offsets) == len(folded.text) + 1


@given(ANY_TEXT)
def test_folding_twice_changes_nothing_in_what_can_be_stored(text: str) -> None:
    once = fold_text(text)

    assert "\x00" not in once
    once.encode("utf-8")
