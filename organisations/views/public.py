"""What everybody may see of organisations and teachers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from foundation.api import paginate, same_for_visitors
from organisations.directory.models import Organisation
from organisations.directory.selectors import teachers_of
from organisations.teachers.models import TeacherProfile
from organisations.teachers.policies import may_edit_profile
from organisations.teachers.selectors import is_teaching, organisations_of_teacher

PER_PAGE = 24


@require_safe
@same_for_visitors
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation with its place in the tree and its teachers; courses are added by the courses app."""
    found = get_object_or_404(Organisation, slug=slug, is_active=True)
    context = {
        "organisation": found,
        "ancestors": list(found.get_ancestors().filter(is_active=True)),
        "children": list(found.get_children().filter(is_active=True).order_by("name")[:PER_PAGE]),
        "page": paginate(teachers_of(found), request, PER_PAGE),
    }
    return render(request, "organisations/organisation.html", context)


@require_safe
@same_for_visitors
def teacher(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a teacher who holds the role now; nobody else has a public page."""
    profile = get_object_or_404(is_teaching(TeacherProfile.objects.select_related("person", "portrait")), slug=slug)
    context = {
        "profile": profile,
        "organisations": list(organisations_of_teacher(profile.person)),
        "may_edit": may_edit_profile(request.user, profile),
    }
    response = render(request, "organisations/teacher.html", context)
    patch_vary_headers(response, ["Cookie"])
    return response
