"""Forgotten and changed passwords."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.codes.models import CodePurpose
from accounts.codes.services import RESEND_AFTER
from accounts.forms import AddressForm, NewPasswordForm, ResetPasswordForm
from accounts.people.models import Person
from accounts.sign_in.addresses import mask_address, normalise_address
from accounts.sign_in.services import reset_password, send_reset_code, set_password
from accounts.views.identity import identity_confirmed
from accounts.views.pending import Pending, finish_sign_in
from foundation.api import DOUBLE_PRESS, DomainError, client_address, is_repeated_press, show_refusal

PURPOSE = CodePurpose.RESET_PASSWORD.value
READ_OR_POST = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(READ_OR_POST)
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask for phone or e-mail and send a code."""
    form = AddressForm(request.POST or None)
    form.fields["address"].label = _("手机号或邮箱")
    if request.method == "POST" and form.is_valid():
        try:
            address = normalise_address(form.cleaned_data["address"])
            if not is_repeated_press(request, within=RESEND_AFTER):
                send_reset_code(address, client=client_address(request))
        except DomainError as error:
            show_refusal(form, error)
        else:
            Pending(PURPOSE, address).store(request)
            return redirect("account_reset_password_code")
    return render(request, "accounts/password_forgotten.html", {"form": form})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(READ_OR_POST)
def reset(request: HttpRequest) -> HttpResponseBase:
    """Take the code and the new password, and sign in with it."""
    pending = Pending.of(request, PURPOSE)
    if pending is None:
        return redirect("account_reset_password")
    if request.POST.get("act") == "resend":
        return _resend(request, pending)
    form = ResetPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = reset_password(pending.address, code=form.cleaned_data["code"], password=form.cleaned_data["password"])
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("新密码已经设好，其他设备上的登录已经退出"))
            return finish_sign_in(request, person, method="code", next_url="", keep=False)
    context = {"form": form, "masked": mask_address(pending.address), "resend_after": RESEND_AFTER}
    return render(request, "accounts/password_reset.html", context)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(READ_OR_POST)
@identity_confirmed
def change(request: HttpRequest) -> HttpResponseBase:
    """Set or change the password of who is signed in; this session stays, the others end."""
    person: Person = request.user  # type: ignore[assignment]
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_password(person, password=form.cleaned_data["password"], actor=person)
        except DomainError as error:
            show_refusal(form, error)
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("密码已经改好，其他设备上的登录已经退出"))
            return redirect("my_profile")
    return render(request, "accounts/password_change.html", {"form": form, "has_password": person.has_usable_password()})


def _resend(request: HttpRequest, pending: Pending) -> HttpResponseBase:
    if is_repeated_press(request, within=DOUBLE_PRESS):
        return redirect("account_reset_password_code")
    try:
        send_reset_code(pending.address, client=client_address(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        pending.store(request)
        messages.success(request, _("又发了一条，请用最新收到的验证码"))
    return redirect("account_reset_password_code")
