"""Signing in by code or password, and the first visit of a new person."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.codes.models import CodePurpose
from accounts.codes.services import RESEND_AFTER
from accounts.consents.selectors import current_purposes
from accounts.forms import AddressForm, CodeForm, PasswordSignInForm, WelcomeForm
from accounts.sign_in.addresses import is_email, mask_address, normalise_address
from accounts.sign_in.services import check_password, confirm_sign_in_code, send_sign_in_code, sign_up
from accounts.views.pending import Pending, finish_sign_in, forget_pending, safe_next
from foundation.api import DOUBLE_PRESS, DomainError, client_address, is_repeated_press, show_refusal

PURPOSE = CodePurpose.SIGN_IN.value
READ_OR_POST = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(READ_OR_POST)
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for a phone number (or an e-mail with ``?by=mail``) and send a code to it."""
    if request.user.is_authenticated:
        return redirect(safe_next(request) or "/")
    by_mail = request.GET.get("by") == "mail"
    form = AddressForm(request.POST or None, by_mail=by_mail)
    if request.method == "POST" and form.is_valid():
        try:
            address = normalise_address(form.cleaned_data["address"])
            if not is_repeated_press(request, within=RESEND_AFTER):
                send_sign_in_code(address, client=client_address(request))
        except DomainError as error:
            show_refusal(form, error)
        else:
            Pending(PURPOSE, address, safe_next(request), form.cleaned_data["keep"]).store(request)
            return redirect("account_login_code")
    context = {"form": form, "by_mail": by_mail, "next": safe_next(request)}
    return render(request, "accounts/sign_in.html", context)


@never_cache
@require_http_methods(READ_OR_POST)
def sign_in_code(request: HttpRequest) -> HttpResponseBase:
    """Take the code; send another one on request."""
    pending = Pending.of(request, PURPOSE)
    if pending is None or pending.proven:
        return redirect("account_login")
    if request.POST.get("act") == "resend":
        return _resend(request, pending)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _continue_with(request, pending, form.cleaned_data["code"])
        except DomainError as error:
            show_refusal(form, error)
    context = {
        "form": form,
        "masked": mask_address(pending.address),
        "by_mail": is_email(pending.address),
        "resend_after": RESEND_AFTER,
        "back_url": _sign_in_url(pending.next_url, by_mail=is_email(pending.address)),
    }
    return render(request, "accounts/sign_in_code.html", context)


@never_cache
@require_http_methods(READ_OR_POST)
def welcome(request: HttpRequest) -> HttpResponseBase:
    """Ask a new person, whose phone is proven, for name and consent, and make the account."""
    pending = Pending.of(request, PURPOSE)
    if pending is None or not pending.proven:
        return redirect("account_login")
    form = WelcomeForm(request.POST or None, purposes=list(current_purposes()))
    if request.method == "POST" and form.is_valid():
        try:
            person = sign_up(pending.address, full_name=form.cleaned_data["full_name"], agreed=form.agreed_versions())
        except DomainError as error:
            show_refusal(form, error)
        else:
            return finish_sign_in(request, person, method="code", next_url=pending.next_url, keep=pending.keep, new=True)
    return render(request, "accounts/welcome.html", {"form": form, "masked": mask_address(pending.address)})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(READ_OR_POST)
def sign_in_by_password(request: HttpRequest) -> HttpResponseBase:
    """Sign in with phone or e-mail and password."""
    if request.user.is_authenticated:
        return redirect(safe_next(request) or "/")
    form = PasswordSignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            address = normalise_address(form.cleaned_data["address"])
            person = check_password(request, address, form.cleaned_data["password"], client=client_address(request))
        except DomainError as error:
            show_refusal(form, error)
        else:
            return finish_sign_in(request, person, method="password", next_url=safe_next(request), keep=form.cleaned_data["keep"])
    return render(request, "accounts/sign_in_password.html", {"form": form, "next": safe_next(request)})


def sign_up_page(request: HttpRequest) -> HttpResponseRedirect:
    """Signing up is signing in for the first time."""
    return HttpResponseRedirect(_sign_in_url(safe_next(request)))


@never_cache
def inactive(request: HttpRequest) -> HttpResponse:
    """Say that the account is closed and whom to call."""
    forget_pending(request)
    return render(request, "accounts/inactive.html", status=403)


def _resend(request: HttpRequest, pending: Pending) -> HttpResponseBase:
    if is_repeated_press(request, within=DOUBLE_PRESS):
        return redirect("account_login_code")
    try:
        send_sign_in_code(pending.address, client=client_address(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        pending.store(request)
        messages.success(request, _("又发了一条，请用最新收到的验证码"))
    return redirect("account_login_code")


def _continue_with(request: HttpRequest, pending: Pending, code: str) -> HttpResponseBase:
    person = confirm_sign_in_code(pending.address, code)
    if person is None:
        request.session.cycle_key()
        replace(pending, proven=True).store(request)
        return redirect("account_welcome")
    return finish_sign_in(request, person, method="code", next_url=pending.next_url, keep=pending.keep)


def _sign_in_url(next_url: str, *, by_mail: bool = False) -> str:
    query = {name: value for name, value in (("next", next_url), ("by", "mail" if by_mail else "")) if value}
    return f"{reverse('account_login')}{'?' if query else ''}{urlencode(query)}"
