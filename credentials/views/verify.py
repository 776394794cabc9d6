"""Anyone may ask whether a certificate is real."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.api import mask_name
from credentials.certificates.models import Certificate
from credentials.certificates.selectors import certificate_by_code
from credentials.certificates.services import count_lookup
from credentials.certificates.sheet import facts_of
from credentials.forms import VerifyForm
from foundation.api import client_address, grouped_code, hit_rate_limit

LOOKUPS = 60
SECONDS = 600


@never_cache
@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a filled-in form leads to the verdict's own address."""
    asked = VerifyForm(request.GET if "code" in request.GET else None)
    if asked.is_bound and asked.is_valid():
        number = asked.cleaned_data["number"]
        response = redirect("credentials:verify_code", code=grouped_code(asked.cleaned_data["code"]))
        if number:
            response["Location"] += f"?{asked.number_query()}"
        return response
    if asked.is_bound:
        _count_try(request)
        return _answer(request, asked, None, status=HTTPStatus.NOT_FOUND if asked.looks_complete() else HTTPStatus.OK)
    return _answer(request, asked, None, status=HTTPStatus.OK)


@never_cache
@require_safe
def verdict(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is known about the certificate with *code*: every printed fact, the holder's name masked, and its state."""
    _count_try(request)
    certificate = certificate_by_code(code)
    asked = VerifyForm(
        initial={"code": grouped_code(certificate.code) if certificate else code, "number": request.GET.get("number")}
    )
    if certificate is None:
        return _answer(request, asked, None, status=HTTPStatus.NOT_FOUND, unknown=True)
    if getattr(request.user, "pk", None) != certificate.person_id:
        count_lookup(certificate)
    return _answer(request, asked, certificate, status=HTTPStatus.OK)


def _count_try(request: HttpRequest) -> None:
    hit_rate_limit(f"verify:{client_address(request)}", limit=LOOKUPS, seconds=SECONDS)


def _answer(
    request: HttpRequest, asked: VerifyForm, certificate: Certificate | None, *, status: HTTPStatus, unknown: bool = False
) -> HttpResponse:
    number = request.GET.get("number", "").strip()
    context: dict[str, Any] = {
        "form": asked,
        "certificate": certificate,
        "unknown": unknown or (asked.is_bound and status == HTTPStatus.NOT_FOUND),
        "now": timezone.now(),
        "other_number": bool(certificate and number and VerifyForm.plain(number) != VerifyForm.plain(certificate.number_text)),
    }
    if certificate:
        context |= {
            "state": state_of(certificate),
            "holder": mask_name(certificate.holder_name),
            "facts": facts_of(certificate),
        }
    return render(request, "credentials/verify.html", context, status=status)


def state_of(certificate: Certificate) -> str:
    """Return ``issued``, ``expired``, ``revoked``, ``replaced`` or ``void``."""
    if certificate.status == "issued" and certificate.is_expired(timezone.localdate()):
        return "expired"
    return certificate.status
