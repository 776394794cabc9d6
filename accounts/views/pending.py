"""What a half-finished sign-in keeps in the session, and how it ends."""

from dataclasses import asdict, dataclass, replace
from time import time
from typing import Any, Self

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.people.models import Person

SESSION_KEY = "accounts_pending"
LIFETIME = 20 * 60
REMEMBERED = 30 * 24 * 3600


@dataclass(frozen=True)
class Pending:
    """Somebody gave an address and has yet to prove it (``proven`` False), or has proven it and is new here."""

    purpose: str
    address: str
    next_url: str = ""
    keep: bool = False
    proven: bool = False
    at: float = 0.0

    @classmethod
    def of(cls, request: HttpRequest, purpose: str) -> Self | None:
        """Return what *request*'s session holds for *purpose*, unless it is older than twenty minutes."""
        stored: dict[str, Any] = request.session.get(SESSION_KEY) or {}
        if stored.get("purpose") != purpose or time() - stored["at"] > LIFETIME:
            return None
        return cls(**stored)

    def store(self, request: HttpRequest) -> None:
        """Keep it in the session, dated now."""
        request.session[SESSION_KEY] = asdict(replace(self, at=time()))


def forget_pending(request: HttpRequest) -> None:
    """Drop the half-finished sign-in."""
    request.session.pop(SESSION_KEY, None)


def safe_next(request: HttpRequest) -> str:
    """Return where the visitor wanted to go (``next``), if it is on this site, else an empty text."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if safe else ""


def finish_sign_in(
    request: HttpRequest, person: Person, *, method: str, next_url: str, keep: bool, new: bool = False
) -> HttpResponseBase:
    """Sign *person* in through allauth's steps (second factor included) and answer with where to go.

    The session gets a new key; without *keep* it ends with the browser.
    """
    forget_pending(request)
    request.session.set_expiry(REMEMBERED if keep else 0)
    record_authentication(request, person, method=method)
    response: HttpResponseBase = perform_login(request, Login(user=person, redirect_url=next_url or None, signup=new))
    return response
