"""The list of an organisation's people as a workbook."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.api import mask_phone
from foundation.api import workbook_response
from organisations.roles.models import RoleGrant
from organisations.roles.selectors import grants_in
from organisations.views.people import managed_organisation, people_filters


@login_required
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the list, as filtered, as a workbook."""
    organisation = managed_organisation(request, slug)
    columns = [_("姓名"), _("手机号"), _("角色"), _("机构"), _("授予时间")]
    return workbook_response(
        f"people-{organisation.slug}", columns, _export_rows(grants_in(organisation, **people_filters(request)))
    )


def _export_rows(grants: QuerySet[RoleGrant]) -> Iterator[list[object]]:
    for grant in grants.iterator(chunk_size=2000):
        granted = timezone.localtime(grant.granted_at).strftime("%Y-%m-%d %H:%M")
        yield [
            grant.person.full_name,
            mask_phone(grant.person.phone),
            str(grant.get_role_display()),
            grant.organisation.name,
            granted,
        ]
