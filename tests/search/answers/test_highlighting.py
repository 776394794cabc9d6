"""Highlights escape everything and mark only what was looked for."""

from hypothesis import given
from hypothesis import strategies as st

from search.answers.highlighting import mark, pattern_for, snippet


def test_markup_in_a_title_stays_text() -> None:
    html = mark("<script>alert('电工')</script>", pattern_for(["电工", "script"]))

    assert html == "&lt;<mark>script</mark>&gt;alert(&#x27;<mark>电工</mark>&#x27;)&lt;/<mark>script</mark>&gt;"


def test_marks_stand_in_the_source_though_it_was_folded() -> None:
    assert mark("學㎡電\u200b工", pattern_for(["电工"])) == "學㎡<mark>電\u200b工</mark>"


def test_codes_are_marked_whatever_separates_them() -> None:
    assert mark("装 Win 11 系统", pattern_for(["win11"])) == "装 <mark>Win 11</mark> 系统"
    assert mark("twin11", pattern_for(["win11"])) == "twin11"


def test_a_snippet_is_the_line_with_the_find() -> None:
    text = "第一行说别的。\n" + "前" * 90 + "量血压" + "后" * 60

    html = snippet(text, pattern_for(["血压"]))

    assert "<mark>血压</mark>" in html
    assert html.startswith("…")
    assert html.endswith("…")
    assert snippet(text, pattern_for(["没有"])) == "第一行说别的。"


@given(st.text("<>&\"'电工ab \n", max_size=80), st.lists(st.text("电工ab<&", min_size=1, max_size=3), max_size=3))
def test_no_text_becomes_markup(text: str, words: list[str]) -> None:
    for html in (mark(text, pattern_for(words)), snippet(text, pattern_for(words))):
        rest = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in rest
        assert ">" not in rest
        assert '"' not in rest
