"""Who works in an organisation: for its managers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api import Person, mask_phone, person_of
from foundation.api import DomainError, NotFound, is_repeated_press, paginate, show_refusal
from organisations.directory.models import Organisation
from organisations.forms import InviteForm, PeopleFilterForm
from organisations.invitations.models import RoleInvitation
from organisations.invitations.selectors import open_invitations
from organisations.invitations.services import accept_invitation, invite_by_phone, withdraw_invitation
from organisations.roles.models import RoleGrant
from organisations.roles.policies import GRANTABLE_BY_ORGANISATION_MANAGER, may_manage_people
from organisations.roles.selectors import grants_in, is_platform_manager
from organisations.roles.services import end_role

PER_PAGE = 50


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, slug: str) -> HttpResponseBase:
    """List who works in the organisation and below it, and invite people by phone."""
    organisation, actor = managed_organisation(request, slug), person_of(request)
    every_role = is_platform_manager(actor)
    form = InviteForm(request.POST or None, every_role=every_role)
    if request.method == "POST" and form.is_valid():
        try:
            if not is_repeated_press(request):
                invite_by_phone(form.cleaned_data["phone"], role=form.cleaned_data["role"], organisation=organisation, actor=actor)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("邀请已用短信发出，对方接受后就会出现在名单里"))
            return redirect("organisation_people", slug=organisation.slug)
    look_for = people_filters(request)
    page = paginate(grants_in(organisation, **look_for), request, PER_PAGE)
    context = {
        "organisation": organisation,
        "page": page,
        "rows": [_row(grant, actor, every_role=every_role) for grant in page.object_list],
        "form": form,
        "filters": PeopleFilterForm({"q": look_for["search"], "role": look_for["role"]}, auto_id="filter_%s"),
        "query": urlencode({key: value for key, value in (("q", look_for["search"]), ("role", look_for["role"])) if value}),
        "invitations": [(invitation, mask_phone(invitation.phone)) for invitation in open_invitations(organisation)[:PER_PAGE]],
    }
    return render(request, "organisations/people.html", context)


@login_required
@require_POST
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End one role in the organisation or below it."""
    organisation = managed_organisation(request, slug)
    grant = get_object_or_404(grants_in(organisation), pk=pk)
    end_role(grant, actor=person_of(request))
    messages.success(request, _("已结束%(name)s的%(role)s角色") % {"name": grant.person, "role": grant.get_role_display()})
    return redirect("organisation_people", slug=slug)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back an invitation."""
    organisation = managed_organisation(request, slug)
    withdraw_invitation(get_object_or_404(open_invitations(organisation), pk=pk), actor=person_of(request))
    messages.success(request, _("邀请已撤回"))
    return redirect("organisation_people", slug=slug)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show an invitation to who holds the phone it was sent to, and take their yes."""
    person = person_of(request)
    found = get_object_or_404(RoleInvitation.objects.select_related("organisation"), pk=pk, phone=person.phone or "-")
    if request.method == "POST":
        accept_invitation(found, actor=person)
        messages.success(request, _("您现在是%(role)s了") % {"role": found.get_role_display()})
        return redirect("organisation", slug=found.organisation.slug)
    is_open = not (found.accepted_at or found.withdrawn_at) and found.expires_at > timezone.now()
    return render(request, "organisations/invitation.html", {"invitation": found, "is_open": is_open})


def managed_organisation(request: HttpRequest, slug: str) -> Organisation:
    """Return the organisation if the person manages it; others must not learn more than that nothing is here."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None or not may_manage_people(request.user, organisation):
        raise NotFound(_("没有这个页面，或者您不能管理这个机构的人员"))
    return organisation


def people_filters(request: HttpRequest) -> dict[str, str]:
    """Return what the list is narrowed by, from the address: a search text and a role; nonsense narrows nothing."""
    form = PeopleFilterForm(request.GET)
    form.is_valid()
    return {"search": form.cleaned_data.get("q", ""), "role": form.cleaned_data.get("role", "")}


def _row(grant: RoleGrant, actor: Person, *, every_role: bool) -> dict[str, object]:
    """Return what the list shows of *grant*. Here the actor manages the place already, so no query is needed."""
    manageable = every_role or grant.role in GRANTABLE_BY_ORGANISATION_MANAGER
    return {"grant": grant, "phone": mask_phone(grant.person.phone), "may_end": manageable and grant.person_id != actor.pk}
