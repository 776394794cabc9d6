"""The searches that a person keeps, under ``/my/searches/``."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.api import person_of
from cms.saved.models import SavedSearch
from cms.saved.services import SCOPES, forget_search, save_search
from foundation.api import DomainError


@never_cache
@login_required
@require_safe
def searches(request: HttpRequest) -> HttpResponseBase:
    """List the person's searches; each can be looked at and stopped."""
    rows = SavedSearch.objects.filter(person=person_of(request)).defer("seen")
    return render(request, "cms/saved/searches.html", {"rows": rows})


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search of a results page and go back to it."""
    scope, address = request.POST.get("scope", ""), request.POST.get("address", "")
    try:
        kept = save_search(actor=person_of(request), scope=scope, address=address)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("cms:my_searches") if scope not in SCOPES else redirect(f"/{scope}/")
    messages.success(request, _("好的，有了新内容就告诉您。"))
    return redirect(kept.url)


@login_required
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop telling about one search."""
    if forget_search(pk, actor=person_of(request)):
        messages.success(request, _("不再留意这个搜索了。"))
    return redirect("cms:my_searches")
