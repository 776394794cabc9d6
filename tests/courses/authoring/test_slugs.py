"""Addresses from titles."""

import pytest

from courses.authoring.slugs import MAX_LENGTH, slug_from


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("居家照护：从翻身到量血压", "ju-jia-zhao-hu-cong-fan-shen-dao-liang-xue-ya"),
        ("AED 怎么用 3.0", "aed-zen-me-yong-3-0"),
        ("🎉🎊", "page"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("  ", "page"),
    ],
)
def test_titles_become_pinyin(title: str, slug: str) -> None:
    assert slug_from(title, taken=(), fallback="page") == slug


def test_a_taken_address_gets_the_next_free_number() -> None:
    assert slug_from("剪纸", taken={"jian-zhi", "jian-zhi-2"}, fallback="page") == "jian-zhi-3"


def test_a_title_of_two_hundred_characters_is_cut_between_syllables() -> None:
    slug = slug_from("照护" * 100, taken=(), fallback="page")

    assert slug == "zhao-hu-zhao-hu-zhao-hu-zhao-hu-zhao-hu-zhao-hu-zhao-hu-zhao"
    assert len(slug) <= MAX_LENGTH
