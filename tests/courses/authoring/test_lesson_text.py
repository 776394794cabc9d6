"""Typed text and blocks."""

from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.lesson_text import to_blocks, to_text

TYPED = "# 先说三句话\n先听他说，\n再动手。\n\n- 洗手\n- 戴手套\n说明要做什么"


def test_headings_lists_and_paragraphs_are_told_apart() -> None:
    assert to_blocks(TYPED) == [
        ("heading", "先说三句话"),
        ("paragraph", "先听他说，\n再动手。"),
        ("list", ["洗手", "戴手套"]),
        ("paragraph", "说明要做什么"),
    ]


def test_markup_stays_text() -> None:
    assert to_blocks("<script>alert(1)</script>") == [("paragraph", "<script>alert(1)</script>")]


@given(st.text(alphabet=st.sampled_from("照护 #-\n\r<b"), max_size=60))
def test_text_of_blocks_makes_the_same_blocks_again(typed: str) -> None:
    blocks = to_blocks(typed)

    assert to_blocks(to_text(blocks)) == blocks
