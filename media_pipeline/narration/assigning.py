"""Which of many chosen sound files belongs to which page. Pure."""

import re
from collections.abc import Callable, Sequence

_PAGE = re.compile(r"第\s*0*(\d{1,4})\s*[页张頁張]|(?:page|slide|幻灯片)[\s_-]*0*(\d{1,4})(?!\d)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


def assign(names: Sequence[str], pages: Sequence[int], taken: Sequence[int] = ()) -> dict[int, int]:
    """Return by position in *names* the page that each file belongs to; those for which there is no page are left out.

    By the number in the name where every file has one of its own that is a page: 第3页.m4a, 03.mp3, slide-3.wav. Otherwise in
    order of the names, numbers in them counted as numbers, onto the *pages* that are not *taken*.
    """
    for number_of in (_named_page, _first_number, _last_number):
        found = _by_number(names, pages, number_of)
        if found is not None:
            return found
    order = sorted(range(len(names)), key=lambda position: natural_key(names[position]))
    free = [page for page in pages if page not in set(taken)]
    return dict(zip(order, free, strict=False))


def natural_key(name: str) -> list[tuple[int, str]]:
    """Return what to sort names by so that 2 comes before 10."""
    return [(int(part), "") if part.isdigit() and part.isascii() else (-1, part.casefold()) for part in re.split(r"(\d+)", name)]


def _by_number(names: Sequence[str], pages: Sequence[int], number_of: Callable[[str], int]) -> dict[int, int] | None:
    numbers = [number_of(name.rpartition(".")[0] or name) for name in names]
    if len(set(numbers)) < len(numbers) or not set(numbers) <= set(pages):
        return None
    return dict(enumerate(numbers))


def _named_page(stem: str) -> int:
    match = _PAGE.search(stem)
    return int(match[1] or match[2]) if match else 0


def _first_number(stem: str) -> int:
    numbers = _numbers(stem)
    return numbers[0] if numbers else 0


def _last_number(stem: str) -> int:
    numbers = _numbers(stem)
    return numbers[-1] if numbers else 0


def _numbers(stem: str) -> list[int]:
    return [int(found) for found in _NUMBER.findall(stem) if found.isascii() and len(found) < 9]
