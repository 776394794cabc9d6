"""The rate an upload is encoded at."""

from fractions import Fraction

import pytest

from media_pipeline.processing.rates import standard_rate


@pytest.mark.parametrize(
    ("rate", "encoded"),
    [
        ("30", "30"),
        ("30000/1001", "30000/1001"),
        ("29.97", "30000/1001"),
        ("24", "24"),
        ("24000/1001", "24000/1001"),
        ("25", "25"),
        ("60", "30"),
        ("60000/1001", "30000/1001"),
        ("50", "25"),
        ("1000", "30"),
        ("14.9", "15"),
        ("13", "15"),
        ("1/2", "1"),
    ],
)
def test_a_usual_rate_stays_what_it_is_and_an_odd_one_becomes_the_next(rate, encoded):
    assert standard_rate(Fraction(rate)) == Fraction(encoded)
