"""Tokens in addresses: one check gives a person one version of one video for a while, no database asked.

``/m/<expires>-<person>-<mac>/<asset>/<folder>/<file>``: the token stands before the file name, so the relative
addresses inside a playlist inherit it. The mac covers expiry, person and scope; a token for one video opens no other.
Numbers are in base 36; ``expires`` is Unix time in seconds.
"""

import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.http import base36_to_int, int_to_base36

ANYBODY = 0


@dataclass(frozen=True)
class Grant:
    """What a valid token says: until when, and for whom (``ANYBODY`` for no one in particular)."""

    expires: int
    person_id: int


def make_token(scope: str, *, person_id: int | None, lifetime: int) -> str:
    """Return a token for *scope* that ends *lifetime* seconds from now; a long one up to the minute, so that caches help."""
    step = 60 if lifetime >= 600 else 1
    expires = -(-(int(time.time()) + lifetime) // step) * step
    person = person_id or ANYBODY
    return f"{int_to_base36(expires)}-{int_to_base36(person)}-{_mac(scope, expires, person)}"


def read_token(token: str, scope: str) -> Grant | None:
    """Return what *token* grants for *scope*; ``None`` when it is forged, for something else, or over."""
    try:
        first, second, mac = token.split("-", 2)
        expires, person = base36_to_int(first), base36_to_int(second)
    except ValueError:
        return None
    if not hmac.compare_digest(mac.encode(), _mac(scope, expires, person).encode()) or expires < time.time():
        return None
    return Grant(expires, person)


def public_mac(scope: str) -> str:
    """Return the unguessable part of an address that anybody may open and that never ends."""
    return _mac(f"public:{scope}", 0, ANYBODY)


def is_public(mac: str, scope: str) -> bool:
    """Tell whether *mac* is the one for *scope*."""
    return hmac.compare_digest(mac.encode(), public_mac(scope).encode())


def viewer_cookie(person_id: int, expires: int, session: str) -> str:
    """Return the value of the cookie that says "this browser is *person_id*" until *expires*, for media addresses only.

    It is bound to the browser's session cookie *session*, and so worth nothing after signing out.
    """
    return f"{int_to_base36(expires)}-{int_to_base36(person_id)}-{_mac(f'viewer:{session}', expires, person_id)}"


def read_viewer(cookie: str, session: str) -> int | None:
    """Return whose browser this is by a valid cookie of the same *session*; ``None`` otherwise."""
    grant = read_token(cookie, f"viewer:{session}")
    return grant.person_id if grant else None


def _mac(scope: str, expires: int, person_id: int) -> str:
    message = f"{scope}|{expires}|{person_id}".encode()
    return urlsafe_b64encode(hmac.digest(_key(settings.SECRET_KEY), message, "sha256")[:18]).decode()


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    """Derive the key for media addresses from the site's secret, so that no other signature fits."""
    return hashlib.sha256(b"media-address:" + secret.encode()).digest()
