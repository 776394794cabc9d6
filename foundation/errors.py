"""Errors of the domain: what went wrong, said in words that a person can act on.

They know nothing of HTTP; ``foundation.http`` maps them to answers in one place.
"""

from collections.abc import Mapping


class DomainError(Exception):
    """Something the rules refuse. ``code`` is stable and for programs, ``message`` is for people.

    ``message`` says what is wrong and what to do next; ``fields`` holds messages that belong beside one input.
    """

    code = "domain_error"

    def __init__(self, message: str, *, code: str | None = None, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = dict(fields or {})


class InvalidInput(DomainError):
    """The input breaks a rule; nothing was changed."""

    code = "invalid_input"


class NotAllowed(DomainError):
    """This person may not do this to this object; nothing was changed."""

    code = "not_allowed"


class NotFound(DomainError):
    """There is no such object, or this person must not learn that there is one."""

    code = "not_found"


class Conflict(DomainError):
    """The object is in a state that does not allow this, or somebody else was quicker."""

    code = "conflict"


class Unavailable(DomainError):
    """A part that the site stands on does not answer now; the same may work in a few minutes."""

    code = "unavailable"


class TooManyRequests(DomainError):
    """Asked too often. ``retry_after`` is in seconds."""

    code = "too_many_requests"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
