"""Usual numbers of pictures a second, and the one to encode at. Pure arithmetic."""

from fractions import Fraction

RATES = tuple(
    Fraction(rate)
    for rate in ("30", "30000/1001", "25", "24", "24000/1001", "20", "15", "25/2", "12", "10", "8", "5", "4", "2", "1")
)


def standard_rate(rate: Fraction) -> Fraction:
    """Return the rate to encode at: the upload's up to 30, half of a doubled one, the next usual one for odd values.

    A rate that is a usual one but for rounding stays that one: 30 must never become 30000/1001, which lies within a
    thousandth of it and would drop a picture every half minute.
    """
    while rate > Fraction(301, 10):
        rate = rate / 2 if rate <= 61 else Fraction(30)
    nearest = min(RATES, key=lambda usual: abs(usual - rate))
    if abs(nearest - rate) <= rate / 1000:
        return nearest
    return min((usual for usual in RATES if usual > rate), default=RATES[0])
