"""The words of a certificate, made from templates that are data. Pure."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

_GAP = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_STRONG = frozenset({"holder", "title", "hours"})
_DIGITS = "〇一二三四五六七八九"
WORDING_GAPS = frozenset({"holder", "period", "title", "level", "hours"})
NUMBER_GAPS = frozenset({"year", "number"})


@dataclass(frozen=True)
class Part:
    """A piece of text; ``strong`` pieces are the facts that stand out in print."""

    text: str
    strong: bool = False


def gaps(template: str) -> set[str]:
    """Return the names of the gaps in *template*."""
    return set(_GAP.findall(template))


def number_text(template: str, *, year: int, number: int, digits: int) -> str:
    """Return the printed number: *template* with ``{year}`` and ``{number}`` (padded with zeros to *digits*) filled in."""
    values = {"year": str(year), "number": str(number).zfill(digits)}
    return _GAP.sub(lambda match: values.get(match[1], ""), template)


def statement(wording: str, facts: Mapping[str, str]) -> list[Part]:
    """Return the certificate's sentence in pieces.

    ``{name}`` is filled from *facts*; what stands in ``[…]`` is left out when a gap inside it is empty. Facts are never
    read as templates themselves.
    """

    def keep(match: re.Match[str]) -> str:
        return match[1] if all(facts.get(gap) for gap in gaps(match[1])) else ""

    pieces = _GAP.split(_OPTIONAL.sub(keep, wording))
    parts = [Part(facts.get(piece, ""), strong=piece in _STRONG) if odd % 2 else Part(piece) for odd, piece in enumerate(pieces)]
    return [part for part in parts if part.text]


def plain_hours(hours: Decimal) -> str:
    """Return hours without needless zeros: ``16``, ``2.5``."""
    return f"{hours:f}".rstrip("0").rstrip(".") if "." in f"{hours:f}" else f"{hours:f}"


def plain_date(day: dt.date) -> str:
    """Return a date as on a certificate: 2026年3月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def period(start: dt.date | None, end: dt.date | None) -> str:
    """Return 2026年3月9日至10月30日, naming the year again only when it changes; empty unless both days are known."""
    if not start or not end:
        return ""
    if start == end:
        return plain_date(start)
    until = plain_date(end) if end.year != start.year else f"{end.month}月{end.day}日"
    return f"{plain_date(start)}至{until}"


def written_date(day: dt.date) -> str:
    """Return the date in Chinese numerals, as it stands under a seal: 二〇二六年十一月六日."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_small_number(day.month)}月{_small_number(day.day)}日"


def _small_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")
