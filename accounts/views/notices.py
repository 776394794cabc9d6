"""The inbox."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.notices.kinds import notice_kind, notice_kinds
from accounts.notices.models import Notice
from accounts.notices.selectors import inbox, unread_count
from accounts.notices.services import mark_all_read, mark_read
from accounts.people.requests import person_of
from foundation.api import paginate, read_number

PER_PAGE = 20
FILTERS = ("", "unread", "read")


@never_cache
@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponseBase:
    """List the person's notices, unread first."""
    person = person_of(request)
    only = request.GET.get("show", "")
    only = only if only in FILTERS else ""
    page = paginate(inbox(person, only=only), request, PER_PAGE)
    rows = [_shown(notice) for notice in page.object_list]
    context = {
        "page": page,
        "rows": rows,
        "only": only,
        "unread": unread_count(person),
        "query": urlencode({"show": only}) if only else "",
    }
    return render(request, "accounts/notices.html", context)


@login_required
@require_safe
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and go where it leads."""
    person = person_of(request)
    notice = get_object_or_404(Notice, pk=pk, person=person)
    mark_read([notice.pk], actor=person)
    return redirect(notice.url or "my_notices")


@login_required
@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Mark one notice (``pk``) or all of them as read."""
    person = person_of(request)
    pk = read_number(request.POST.get("pk"))
    if pk is not None:
        mark_read([pk], actor=person)
    elif request.POST.get("act") == "all":
        mark_all_read(actor=person)
    show = request.POST.get("show", "")
    query = f"?{urlencode({'show': show})}" if show in FILTERS and show else ""
    return redirect(f"{reverse('my_notices')}{query}")


@never_cache
@login_required
@permission_required("wagtailadmin.access_admin", raise_exception=True)
@require_safe
def notice_preview(request: HttpRequest) -> HttpResponseBase:
    """Show staff every kind of notice with its gaps filled by their names."""
    kinds = []
    for kind in notice_kinds():
        sample = {gap: f"〔{gap}〕" for gap in kind.gaps()}
        kinds.append({"kind": kind, "title": kind.render_title(sample), "body": kind.render_body(sample)})
    return render(request, "accounts/notice_preview.html", {"kinds": kinds})


def _shown(notice: Notice) -> dict[str, object]:
    kind = notice_kind(notice.kind)
    return {
        "notice": notice,
        "title": kind.render_title(notice.context),
        "body": kind.render_body(notice.context),
        "is_unread": notice.read_at is None,
    }
