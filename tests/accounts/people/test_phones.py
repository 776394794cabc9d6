"""Phone numbers as people type them."""

import pytest

from accounts.api import mask_name, mask_phone, normalise_phone, parse_phone, spell_phone
from foundation.api import InvalidInput


@pytest.mark.parametrize(
    "typed",
    ["13800000000", "138 0000 0000", "138-0000-0000", "+86 138 0000 0000", "008613800000000", "8613800000000",
     "１３８００００００００", "＋８６ 138（0000）0000", " 138\u30000000\u30000000 "],
)  # fmt: skip
def test_common_spellings_are_one_number(typed):
    assert parse_phone(typed) == "+8613800000000"


@pytest.mark.parametrize(
    "typed", ["", "1380000000", "138000000001", "12800000000", "+1 2025550123", "一三八", "138000000OO", "010-68123456"]
)
def test_what_is_no_mobile_number_is_refused_with_words(typed):
    assert parse_phone(typed) is None
    with pytest.raises(InvalidInput) as caught:
        normalise_phone(typed)
    assert caught.value.fields == {"phone": "手机号应当是 11 位数字，以 1 开头，例如 138 0000 0000。请核对后再填"}


def test_numbers_are_spelled_and_masked():
    assert spell_phone("+8613800001234") == "138 0000 1234"
    assert mask_phone("+8613800001234") == "138****1234"
    assert mask_phone(None) == ""


@pytest.mark.parametrize(
    ("name", "masked"), [("林晓芸", "林＊芸"), ("林芸", "林＊"), ("欧阳小明", "欧＊＊明"), ("林", "林"), ("", "")]
)
def test_names_are_masked_by_the_rule(name, masked):
    assert mask_name(name) == masked
