"""Byte ranges of RFC 9110."""

import pytest

from media_pipeline.delivery.ranges import ByteRange, NotSatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (None, None),
        ("", None),
        ("bytes=0-9", ByteRange(0, 9)),
        ("bytes=90-", ByteRange(90, 99)),
        ("bytes=90-1000", ByteRange(90, 99)),
        ("bytes=-10", ByteRange(90, 99)),
        ("bytes=-1000", ByteRange(0, 99)),
        ("bytes=0-0", ByteRange(0, 0)),
        ("bytes=9-3", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-9", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 70 + "-", None),
    ],
)
def test_a_range_of_a_hundred_bytes(header, wanted):
    assert parse_range(header, 100) == wanted


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_outside_the_file(header):
    with pytest.raises(NotSatisfiable):
        parse_range(header, 100)


def test_lengths():
    assert ByteRange(0, 9).length == 10
