"""Codes that people read aloud, type and scan: unguessable, with a check character.

The alphabet has 32 signs without 0, O, 1 and I. The check character is a weighted sum over the field with 32
elements: it notices every single wrong sign and every two signs that changed places, whatever their distance
(up to 30). *purpose* shifts the sum, so that a code of one kind is seldom taken for one of another.
"""

import re
import secrets
import unicodedata
import zlib

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_PRIMITIVE = 0b100101  # x^5 + x^2 + 1


def make_code(purpose: str, length: int) -> str:
    """Return a new random code of *length* signs (4 to 30), the last of them the check character: ``5 * (length - 1)`` bits."""
    if not 4 <= length <= 30:
        raise ValueError("a code has 4 to 30 signs")
    body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return body + _check_character(purpose, body)


def check_code(purpose: str, text: str) -> str | None:
    """Return the code that was typed as *text* in its normal form, or ``None`` when it cannot be one of *purpose*.

    Case, spaces, hyphens and full-width letters do not matter.
    """
    plain = unicodedata.normalize("NFKC", text[:200]).upper()
    code = re.sub(r"[\s\u2010-\u2015-]", "", plain)
    if not 4 <= len(code) <= 30 or any(sign not in _VALUES for sign in code):
        return None
    return code if _check_character(purpose, code[:-1]) == code[-1] else None


def grouped_code(code: str) -> str:
    """Return *code* in groups of four, for people: ``7K3M-Q9TD-8XAB``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _check_character(purpose: str, body: str) -> str:
    total = zlib.crc32(purpose.encode()) & 31
    for sign in reversed(body):
        total = _double(total ^ _VALUES[sign])
    return ALPHABET[total]


def _double(value: int) -> int:
    """Multiply by the field's generator."""
    value <<= 1
    return value ^ _PRIMITIVE if value & 32 else value
