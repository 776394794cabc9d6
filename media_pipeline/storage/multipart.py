"""What is known of multipart uploads in a bucket."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Part:
    """One part that has arrived: its number from 1, its bytes, the store's mark for it, and its SHA-256 in Base64."""

    number: int
    size: int
    etag: str
    sha256: str


@dataclass(frozen=True)
class OpenMultipart:
    """A multipart upload that was begun and neither completed nor aborted."""

    key: str
    upload_id: str
    begun_at: datetime
