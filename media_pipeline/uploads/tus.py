"""The words of the tus 1.0 protocol: headers in and out, without any idea of where the bytes go.

Specification: tus resumable upload protocol 1.0.0 with the extensions creation, expiration, checksum and termination.
"""

import hashlib
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass

from foundation.api import read_number

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
ALGORITHMS = ("sha256", "sha1", "md5")
PATCH_TYPE = "application/offset+octet-stream"


class BadHeader(Exception):
    """A header is missing or malformed; the text says which."""


@dataclass(frozen=True)
class Checksum:
    """What the client says its bytes hash to."""

    algorithm: str
    digest: bytes

    def matches(self, hasher: "hashlib._Hash") -> bool:
        """Tell whether the bytes fed to *hasher* are the ones meant."""
        return hasher.digest() == self.digest

    def hasher(self) -> "hashlib._Hash":
        """Return a fresh hash object of the client's algorithm; these guard against accidents, not attackers."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def parse_number(value: str | None, name: str) -> int:
    """Return a non-negative integer header such as ``Upload-Offset``."""
    number = read_number(value)
    if number is None:
        raise BadHeader(f"{name} must be a non-negative integer")
    return number


def parse_metadata(value: str | None) -> dict[str, str]:
    """Return ``Upload-Metadata`` as text by key: pairs of a key and a Base64 value, separated by commas."""
    pairs: dict[str, str] = {}
    for pair in (value or "").split(","):
        key, _, encoded = pair.strip().partition(" ")
        if not key:
            continue
        try:
            pairs[key] = b64decode(encoded.strip(), validate=True).decode()
        except (Base64Error, UnicodeDecodeError) as error:
            raise BadHeader(f"Upload-Metadata: the value of {key} is not Base64 of UTF-8") from error
    return pairs


def parse_checksum(value: str | None) -> Checksum | None:
    """Return ``Upload-Checksum``; ``None`` when there is none. ``BadHeader`` for an algorithm that we do not offer."""
    if not value:
        return None
    algorithm, _, encoded = value.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadHeader(f"Upload-Checksum: use one of {','.join(ALGORITHMS)}")
    try:
        digest = b64decode(encoded.strip(), validate=True)
    except Base64Error as error:
        raise BadHeader("Upload-Checksum: not Base64") from error
    return Checksum(algorithm, digest)
