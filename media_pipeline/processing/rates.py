"""Usual numbers of pictures a second, and the one to encode at. Pure arithmetic."""

from fractions import Fraction

RATES = tuple(
    Fraction(rate)
    for rate in ("30", "30000/1001", "25", "24", "24000/1001", "20", "15", "25/2", "12", "10", "8", "5", "4", "2", "1")
)


def standard_rate(rate: Fraction) -> Fraction:
    """Return the rate to encode at: the upload's up to 30, half of a doubled one, the nearest usual one for odd values."""
    while rate > Fraction(301, 10):
        rate = rate / 2 if rate <= 61 else Fraction(30)
    fitting = [usual for usual in RATES if usual >= rate * Fraction(999, 1000)]
    return min(fitting, default=RATES[0])
