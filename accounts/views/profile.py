"""“我的资料”: what people see and change about their own account."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.consents.models import Consent
from accounts.consents.selectors import consents_of, current_purposes
from accounts.consents.services import record_consent, withdraw_consent
from accounts.forms import AddressForm, CodeForm, ProfileForm
from accounts.notices.channels import channels
from accounts.notices.selectors import channel_choices
from accounts.notices.services import choose_channels
from accounts.people.models import Person
from accounts.people.requests import person_of
from accounts.profile.export import export_of
from accounts.profile.selectors import open_closure
from accounts.profile.services import (
    change_address,
    request_closure,
    send_change_code,
    update_profile,
    withdraw_closure,
)
from accounts.sign_in.addresses import mask_address, normalise_address
from accounts.views.identity import identity_confirmed
from accounts.views.pending import Pending, forget_pending
from foundation.api import DOUBLE_PRESS, DomainError, client_address, is_repeated_press, read_number, show_refusal

CHANGE = "change_address"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponseBase:
    """Show everything about the account and change name and language."""
    person = person_of(request)
    form = ProfileForm(request.POST or None, instance=Person.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        try:
            update_profile(person, actor=person, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("已保存"))
            return redirect("my_profile")
    chosen = channel_choices(person)
    context = {
        "form": form,
        "channels": [(channel, chosen[channel.key] is not False, channel.reaches(person)) for channel in channels()],
        "closure": open_closure(person),
        "has_second_factor": is_mfa_enabled(person),
        "has_password": person.has_usable_password(),
    }
    return render(request, "accounts/profile.html", context)


@login_required
@require_POST
def save_channels(request: HttpRequest) -> HttpResponse:
    """Store which channels the person wants."""
    choose_channels(person_of(request), wanted={channel.key: channel.key in request.POST for channel in channels()})
    messages.success(request, _("已保存"))
    return redirect("my_profile")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@identity_confirmed
def new_address(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Ask for the new phone or e-mail and send a code to it."""
    by_mail = kind == "email"
    form = AddressForm(request.POST or None, by_mail=by_mail)
    if request.method == "POST" and form.is_valid():
        try:
            address = normalise_address(form.cleaned_data["address"])
            if not is_repeated_press(request, within=DOUBLE_PRESS):
                send_change_code(person_of(request), address, by_mail=by_mail, client=client_address(request))
        except DomainError as error:
            show_refusal(form, error)
        else:
            Pending(CHANGE, address).store(request)
            return redirect("my_new_address_code")
    return render(request, "accounts/new_address.html", {"form": form, "by_mail": by_mail})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@identity_confirmed
def new_address_code(request: HttpRequest) -> HttpResponseBase:
    """Take the code that proves the new address and store it."""
    pending = Pending.of(request, CHANGE)
    if pending is None:
        return redirect("my_profile")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = person_of(request)
        try:
            change_address(person, pending.address, form.cleaned_data["code"], actor=person)
        except DomainError as error:
            show_refusal(form, error)
        else:
            forget_pending(request)
            messages.success(request, _("已改为 %(address)s") % {"address": mask_address(pending.address)})
            return redirect("my_profile")
    return render(request, "accounts/new_address_code.html", {"form": form, "masked": mask_address(pending.address)})


@never_cache
@login_required
@identity_confirmed
def download(request: HttpRequest) -> HttpResponseBase:
    """Hand out everything that is stored about the person, as JSON."""
    response = JsonResponse(export_of(person_of(request)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@identity_confirmed
def closure(request: HttpRequest) -> HttpResponseBase:
    """Say what closing the account means, and take the request or its withdrawal."""
    person = person_of(request)
    if request.method == "POST":
        if is_repeated_press(request, within=DOUBLE_PRESS):
            return redirect("my_closure")
        if request.POST.get("act") == "withdraw":
            withdraw_closure(person, actor=person)
            messages.success(request, _("已撤回注销申请，账号照常使用"))
        else:
            request_closure(person, actor=person)
        return redirect("my_closure")
    return render(request, "accounts/closure.html", {"closure": open_closure(person)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest) -> HttpResponseBase:
    """Show what the person agreed to, with the texts; take new and withdrawn consent."""
    person = person_of(request)
    if request.method == "POST":
        if "withdraw" in request.POST:
            consent = get_object_or_404(Consent, pk=read_number(request.POST["withdraw"], digits=11) or 0, person=person)
            withdraw_consent(consent, actor=person)
        else:
            version = read_number(request.POST.get("version"), digits=11) or 0
            record_consent(person, request.POST.get("purpose", ""), version, source="profile")
        return redirect("my_consents")
    given = list(consents_of(person))
    open_ids = {consent.purpose_id for consent in given if consent.withdrawn_at is None}
    context = {"given": given, "offered": [purpose for purpose in current_purposes() if purpose.pk not in open_ids]}
    return render(request, "accounts/consents.html", context)


def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out on POST; ask on GET."""
    if request.method == "POST":
        logout(request)
        messages.success(request, _("您已退出登录"))
        return redirect("/")
    return render(request, "accounts/sign_out.html")
