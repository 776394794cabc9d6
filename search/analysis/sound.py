"""Sound: how Chinese is typed with a latin keyboard, in full (diangong) or by initials (dg).

Every reading of a character counts, because no library knows which one a name uses. Keys carry no tones; ü is v.
"""

import unicodedata
from functools import cache, lru_cache
from itertools import islice, product

from pypinyin.constants import PINYIN_DICT

MAX_READINGS = 16
_ZERO_ONSET = frozenset("aeo")


@cache
def readings(character: str) -> tuple[str, ...]:
    """Return the toneless readings of one character, most usual first; none for what is not Chinese."""
    listed = PINYIN_DICT.get(ord(character), "")
    plain = (_toneless(reading) for reading in listed.split(",") if reading)
    return tuple(dict.fromkeys(reading for reading in plain if reading.isascii() and reading.isalpha()))


def sound_keys(text: str) -> list[str]:
    """Return the ways *text* is typed in full, at most ``MAX_READINGS``; latin letters and digits stay themselves."""
    return list(_spelled(text, initials=False))


def initial_keys(text: str) -> list[str]:
    """Return the ways *text* is typed by first letters, at most ``MAX_READINGS``."""
    return list(_spelled(text, initials=True))


@lru_cache(maxsize=4096)
def syllables(latin: str) -> tuple[str, ...]:
    """Cut *latin* into syllables, fewest and longest first (``xian`` is one); empty when it cannot be cut."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(latin)
    for end in range(1, len(latin) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is None or latin[start:end] not in _syllables():
                continue
            known = best[end]
            if known is None or len(before) + 1 < len(known):
                best[end] = (*before, latin[start:end])
    return best[len(latin)] or ()


def typed_sound(text: str) -> str:
    """Return what was typed as pinyin without spaces, tone digits and apostrophes: ``dian4 gong1`` → ``diangong``."""
    return "".join(character for character in text if character.isascii() and character.isalpha())


@lru_cache(maxsize=8192)
def _spelled(text: str, *, initials: bool) -> tuple[str, ...]:
    choices: list[tuple[str, ...]] = []
    for character in text:
        if character.isascii():
            choices.append((character,) if character.isalnum() else ("",))
        elif spoken := readings(character):
            choices.append(tuple(dict.fromkeys(reading[0] for reading in spoken)) if initials else spoken)
        else:
            return ()
    return tuple(dict.fromkeys("".join(parts) for parts in islice(product(*choices), MAX_READINGS)))


def _toneless(reading: str) -> str:
    letters = reading.replace("ü", "v").replace("ǖ", "v").replace("ǘ", "v").replace("ǚ", "v").replace("ǜ", "v")
    return "".join(letter for letter in unicodedata.normalize("NFD", letters) if not unicodedata.combining(letter))


@cache
def _syllables() -> frozenset[str]:
    """All syllables of common characters; rare ones (a lone m or ng) would cut almost anything."""
    common = {reading for code in range(0x4E00, 0x9FA6) for reading in readings(chr(code))[:1]}
    return frozenset(syllable for syllable in common if len(syllable) > 1 or syllable in _ZERO_ONSET) - {"ng", "hm", "hng"}
