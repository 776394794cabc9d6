"""The signature that our HTTP gateway protocol puts on every order."""

import hashlib
import hmac


def sign(secret: str, *, timestamp: str, body: bytes) -> str:
    """Return the hex HMAC-SHA256 of ``timestamp + "\\n" + body`` under *secret*."""
    return hmac.new(secret.encode(), timestamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()
