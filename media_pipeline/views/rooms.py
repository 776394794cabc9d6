"""How much room organisations have for their files, and changing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.api import person_of
from foundation.api import InvalidInput, NotAllowed, NotFound, paginate
from media_pipeline.forms import LimitForm
from media_pipeline.uploads.quotas import GIB, change_limit, managed_rooms, used_rooms
from organisations.api import is_platform_manager

PER_PAGE = 30


@never_cache
@login_required
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """List the organisations that the person manages, with what they keep and may keep."""
    page = paginate(managed_rooms(person_of(request)), request, PER_PAGE)
    if not page.paginator.count:
        raise NotAllowed(_("只有机构管理员和平台管理员可以看存储空间。"))
    context = {"page": page, "rooms": used_rooms(page.object_list), "may_change": is_platform_manager(person_of(request))}
    return render(request, "media_pipeline/rooms.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """Change how much one organisation may keep."""
    person = person_of(request)
    if not is_platform_manager(person):
        raise NotAllowed(_("只有平台管理员可以改空间上限。"))
    organisation = managed_rooms(person).filter(slug=slug).first()
    if organisation is None:
        raise NotFound(_("没有这个机构。"))
    found = used_rooms([organisation])[0]
    form = LimitForm(request.POST or None, initial={"gib": found.limit // GIB if found.is_own else None})
    if request.method == "POST" and form.is_valid():
        try:
            change_limit(organisation, actor=person, gib=form.cleaned_data["gib"], why=form.cleaned_data["why"])
        except InvalidInput as error:
            form.add_error("gib", error.message)
        else:
            messages.success(request, _("空间上限已改好。"))
            return redirect("media_pipeline:rooms")
    status = 422 if form.errors else 200
    return render(request, "media_pipeline/room.html", {"room": found, "form": form}, status=status)
