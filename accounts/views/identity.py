"""Proving once more who one is before something that matters: changing addresses, the password, closing the account."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.codes.models import CodePurpose
from accounts.codes.services import issue_code, use_code
from accounts.forms import CodeForm, CurrentPasswordForm
from accounts.people.models import Person
from accounts.sign_in.addresses import mask_address
from accounts.sign_in.services import check_password
from accounts.views.pending import safe_next
from foundation.api import DOUBLE_PRESS, DomainError, client_address, is_repeated_press, show_refusal

FRESH = 15 * 60
"""For how many seconds a sign-in or a confirmation counts as recent."""

type View = Callable[..., HttpResponseBase]


def is_confirmed(request: HttpRequest) -> bool:
    """Return whether the person signed in or confirmed who they are within the last quarter of an hour."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(time.time() - record["at"] < FRESH for record in records)


def identity_confirmed(view: View) -> View:
    """Let only people in whose identity was confirmed a short while ago; the others confirm it first."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")

    return guarded


@never_cache
@login_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_identity(request: HttpRequest) -> HttpResponseBase:
    """Ask for the password, or for a code when there is none or it is not at hand."""
    person: Person = request.user  # type: ignore[assignment]
    by_code = request.GET.get("by") == "code" or not person.has_usable_password()
    if request.POST.get("act") == "send":
        return _send(request, person)
    form: CodeForm | CurrentPasswordForm = (CodeForm if by_code else CurrentPasswordForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _check(request, person, form, by_code=by_code)
        except DomainError as error:
            show_refusal(form, error)
        else:
            record_authentication(request, person, method="code" if by_code else "password", reauthenticated=True)
            return resume_request(request) or redirect(safe_next(request) or "my_profile")
    context = {"form": form, "by_code": by_code, "next": safe_next(request), "masked": mask_address(_address(person))}
    return render(request, "accounts/confirm_identity.html", context)


def _address(person: Person) -> str:
    return person.phone or person.email or ""


def _send(request: HttpRequest, person: Person) -> HttpResponseBase:
    back = f"{reverse('account_reauthenticate')}?{urlencode({'by': 'code', 'next': safe_next(request)})}"
    if is_repeated_press(request, within=DOUBLE_PRESS):
        return redirect(back)
    try:
        issue_code(CodePurpose.CONFIRM_IDENTITY, _address(person), client=client_address(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("验证码已发到 %(address)s") % {"address": mask_address(_address(person))})
    return redirect(back)


def _check(request: HttpRequest, person: Person, form: CodeForm | CurrentPasswordForm, *, by_code: bool) -> None:
    if by_code:
        use_code(CodePurpose.CONFIRM_IDENTITY, _address(person), form.cleaned_data["code"])
    else:
        check_password(request, _address(person), form.cleaned_data["password"], client=client_address(request))
