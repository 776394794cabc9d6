"""Playback sessions: what a player may report, as a signed token instead of a row.

A session is opened for one person, lesson, enrolment and rule, after access was decided. The token is bound to the
browser's sign-in by a hash of its session cookie, so a heartbeat needs neither the session nor the person from the
database, and a token copied to another browser or kept over a sign-out is worthless.
"""

import hashlib
import hmac
import time
import uuid
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from foundation.api import InvalidInput, NotAllowed, read_token, sign_token

PURPOSE = "courses.playback"
LIFETIME = 12 * 3600


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaybackSession:
    """One opening of one lesson's player. Times are epoch milliseconds of the database's clock, lengths seconds."""

    session: str
    person: int
    lesson: int
    course: int
    enrolment: int
    opened_ms: int
    total_ms: int
    needed: int
    percent: int
    max_speed: float
    first_watch: bool
    browser: str

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """Rebuild a session from its token's payload."""
        return cls(**payload)

    @property
    def total(self) -> int:
        """Return the lesson's length in whole seconds, at least 1."""
        return max(1, self.total_ms // 1000)

    @property
    def age_ms(self) -> int:
        """Return how long ago the session was opened."""
        return round(time.time() * 1000) - self.opened_ms


def new_session_id() -> str:
    """Return a fresh id for a playback session."""
    return str(uuid.uuid4())


def sign_session(session: PlaybackSession) -> str:
    """Return the token that lets a player report for *session*."""
    return sign_token(PURPOSE, asdict(session), LIFETIME)


def read_session(token: str, *, cookie: str) -> PlaybackSession:
    """Return the session that *token* was signed for.

    ``NotAllowed`` (``session_expired``, ``session_foreign``) when it is too old, forged, or belongs to another sign-in:
    the player then asks for a new one.
    """
    try:
        session = PlaybackSession.from_payload(read_token(PURPOSE, token))
    except (InvalidInput, TypeError) as error:
        raise NotAllowed(_("播放已过期，请刷新页面接着看。"), code="session_expired") from error
    if not hmac.compare_digest(session.browser, browser_mark(cookie)):
        raise NotAllowed(_("登录已变化，请刷新页面接着看。"), code="session_foreign")
    return session


def browser_mark(cookie: str) -> str:
    """Return the mark of the browser's sign-in: a hash of its session cookie, which the token may show to anyone."""
    return hashlib.sha256(f"courses.playback|{cookie}".encode()).hexdigest()[:32]
