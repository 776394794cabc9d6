"""A teacher's public profile in the hands of those who may change it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.api import person_of
from foundation.api import InvalidInput, NotAllowed, NotFound, focus_of, show_refusal
from organisations.forms import PortraitFocusForm, PortraitForm, ProfileForm
from organisations.teachers.models import TeacherProfile
from organisations.teachers.policies import may_edit_profile
from organisations.teachers.services import LENGTHS, remove_portrait, set_portrait, set_portrait_focus, update_profile


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Lead a teacher to their own profile."""
    profile = TeacherProfile.objects.filter(person=person_of(request)).first()
    if profile is None:
        raise NotFound(_("您还没有教师资料。请联系所在机构给您教师身份。"))
    return redirect("teacher_edit", slug=profile.slug)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the texts of a profile."""
    profile = profile_to_edit(request, slug)
    form = ProfileForm(request.POST or None, initial={name: getattr(profile, name) for name in LENGTHS})
    if request.method == "POST" and form.is_valid():
        try:
            update_profile(profile, actor=person_of(request), values=form.cleaned_data)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("资料已保存，教师页上马上能看到。"))
            return redirect("teacher", slug=profile.slug)
    context = {
        "profile": profile,
        "form": form,
        "portrait_form": PortraitForm(),
        "focus": focus_of(profile.portrait) if profile.portrait else None,
        "is_own": profile.person_id == request.user.pk,
    }
    return render(request, "organisations/teacher_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def portrait(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a new portrait."""
    profile = profile_to_edit(request, slug)
    form = PortraitForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            set_portrait(profile, actor=person_of(request), file=form.cleaned_data["file"])
            messages.success(request, _("照片已换。点一下照片，选好脸的位置。"))
    except InvalidInput as error:
        show_refusal(form, error)
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("teacher_edit", slug=profile.slug)


@login_required
@require_POST
def portrait_focus(request: HttpRequest, slug: str) -> HttpResponse:
    """Move the point of the portrait that stays in view."""
    profile = profile_to_edit(request, slug)
    form = PortraitFocusForm(request.POST)
    if form.is_valid():
        set_portrait_focus(profile, actor=person_of(request), **form.cleaned_data)
        messages.success(request, _("照片的重点位置已保存。"))
    return redirect("teacher_edit", slug=profile.slug)


@login_required
@require_POST
def portrait_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Show no portrait any more."""
    profile = profile_to_edit(request, slug)
    remove_portrait(profile, actor=person_of(request))
    messages.success(request, _("照片已撤下。"))
    return redirect("teacher_edit", slug=profile.slug)


def profile_to_edit(request: HttpRequest, slug: str) -> TeacherProfile:
    """Return the profile if the person asking may change it."""
    profile = TeacherProfile.objects.select_related("person", "portrait").filter(slug=slug).first()
    if profile is None:
        raise NotFound(_("没有这位老师。"))
    if not may_edit_profile(request.user, profile):
        raise NotAllowed(_("只有老师本人和所在机构的管理员可以修改这份资料。"))
    return profile
