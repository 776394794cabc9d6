"""Numbers that somebody wrote into an address or a form."""

import pytest

from foundation.api import read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)],
)
def test_digits_are_read(text: str, number: int) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " ",
        " 7",
        "-1",
        "+1",
        "1.5",
        "1e3",
        "1_000",
        "²",
        "１２",
        "٣",
        "seven",
        "7\x00",
        str(10**18),
        str(10**30),
        "9" * 5000,
    ],
)
def test_anything_else_is_no_number(text: str | None) -> None:
    assert read_number(text) is None


def test_a_number_of_more_digits_than_wished_is_none() -> None:
    assert [read_number(text, digits=3) for text in ("999", "1000", "0001")] == [999, None, None]
