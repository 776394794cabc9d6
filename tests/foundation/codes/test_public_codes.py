"""Codes with a check character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.api import check_code, grouped_code, make_code
from foundation.codes.public_codes import ALPHABET


def test_a_new_code_has_the_length_and_only_clear_signs() -> None:
    codes = {make_code("certificate", 12) for _ in range(500)}

    assert len(codes) == 500
    assert {len(code) for code in codes} == {12}
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set("0O1I") & set(ALPHABET)


@given(st.integers(4, 30), st.data())
def test_every_single_wrong_sign_is_noticed(length: int, data: st.DataObject) -> None:
    code = make_code("certificate", length)
    place = data.draw(st.integers(0, length - 1))
    other = data.draw(st.sampled_from([sign for sign in ALPHABET if sign != code[place]]))

    assert check_code("certificate", code[:place] + other + code[place + 1 :]) is None


@given(st.integers(4, 30), st.data())
def test_every_two_signs_that_changed_places_are_noticed(length: int, data: st.DataObject) -> None:
    code = make_code("certificate", length)
    one, two = data.draw(st.lists(st.integers(0, length - 1), min_size=2, max_size=2, unique=True))
    signs = list(code)
    signs[one], signs[two] = signs[two], signs[one]

    assert check_code("certificate", "".join(signs)) == (code if code[one] == code[two] else None)


def test_people_may_type_it_their_way() -> None:
    code = make_code("certificate", 12)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)

    assert [check_code("certificate", text) for text in (code.lower(), f" {grouped_code(code)} ", wide, "—".join(code))] == [
        code
    ] * 4


@pytest.mark.parametrize(
    "text", ["", "-", "ABC", "0" * 12, "O" * 12, "七" * 12, "\x00" * 12, "A" * 100_000, "<script>alert</script>"]
)
def test_what_cannot_be_a_code_is_refused(text: str) -> None:
    assert check_code("certificate", text) is None


def test_a_code_of_another_purpose_is_refused() -> None:
    code = make_code("certificate", 12)

    assert check_code("ticket", code) is None


def test_impossible_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="4 to 30"):
        make_code("certificate", 31)
