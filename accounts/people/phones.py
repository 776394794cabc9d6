"""Chinese mobile numbers as people type them."""

import re
import unicodedata

from django.utils.translation import gettext as _

from foundation.api import InvalidInput

_NOISE = re.compile(r"[\s\-‐-―()（）.·]+")
_MOBILE = re.compile(r"(?:\+|00)?(?:86)?(1[3-9]\d{9})")


def parse_phone(text: str) -> str | None:
    """Return the number in E.164 (``+8613800000000``), or None when *text* is no Chinese mobile number.

    Understands spaces, dashes, brackets, ``+86``, ``0086``, ``86`` and full-width digits.
    """
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text))
    match = _MOBILE.fullmatch(plain) if plain.isascii() else None
    return f"+86{match[1]}" if match else None


def normalise_phone(text: str) -> str:
    """Return the number in E.164; raise ``InvalidInput`` with a message for people when it is none."""
    phone = parse_phone(text)
    if phone is None:
        message = _("手机号应当是 11 位数字，以 1 开头，例如 138 0000 0000。请核对后再填")
        raise InvalidInput(message, code="invalid_phone", fields={"phone": message})
    return phone


def spell_phone(phone: str) -> str:
    """Return an E.164 number the way people read it: ``138 0000 0000``."""
    digits = phone.removeprefix("+86")
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}" if len(digits) == 11 else phone
