"""Signed tokens: short-lived permissions that need no row in the database."""

import time
from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from foundation.errors import InvalidInput


def sign_token(purpose: str, payload: Mapping[str, Any], expires_in: int) -> str:
    """Return a URL-safe token that carries *payload* (JSON values, readable by anyone) for *expires_in* seconds."""
    return signing.dumps({"until": time.time() + expires_in, "payload": dict(payload)}, salt=f"foundation.token.{purpose}")


def read_token(purpose: str, token: str) -> dict[str, Any]:
    """Return the payload of *token*; ``InvalidInput`` (``bad_token``, ``expired_token``) when it is not ours or too old."""
    try:
        content = signing.loads(token, salt=f"foundation.token.{purpose}")
    except signing.BadSignature as error:
        raise InvalidInput(_("链接不完整或已失效，请重新获取。"), code="bad_token") from error
    if content["until"] < time.time():
        raise InvalidInput(_("链接已过期，请重新获取。"), code="expired_token")
    payload: dict[str, Any] = content["payload"]
    return payload
