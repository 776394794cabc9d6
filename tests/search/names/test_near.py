"""One slip of the finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.names.near import distance, is_near


@pytest.mark.parametrize(
    ("typed", "name", "near"),
    [
        ("茶意师", "茶艺师", True),
        ("养老护员", "养老护理员", True),
        ("养老护护理员", "养老护理员", True),
        ("老养护理员", "养老护理员", True),
        ("电公", "电工", True),
        ("电", "电工", False),
        ("焊接", "电工", False),
        ("excle", "excel", True),
        ("jave", "java", True),
        ("cat", "car", False),
        ("photoshp", "photoshop", True),
        ("茶艺师", "茶艺师", False),
        ("excel", "茶艺师", False),
    ],
)
def test_slips(typed: str, name: str, near: bool) -> None:
    assert is_near(typed, name) is near


@given(st.text("电工ab", max_size=6), st.text("电工ab", max_size=6))
def test_distance_is_the_same_both_ways(left: str, right: str) -> None:
    assert distance(left, right, 9) == distance(right, left, 9)
    assert (distance(left, right, 9) == 0) is (left == right)
