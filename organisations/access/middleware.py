"""Staff pages open only to people with a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from organisations.roles.selectors import has_any_role

STAFF_PATHS = ("/admin/", "/teach/", "/review/")


class SecondFactorMiddleware:
    """Send people with a role, or with ``is_staff``, to set up a second factor before they enter a staff page.

    ``MFA_REQUIRED_FOR_STAFF`` switches it. Somebody who has a second factor was asked for it while signing in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the set-up page where the rule demands it."""
        if settings.MFA_REQUIRED_FOR_STAFF and request.path.startswith(STAFF_PATHS) and self._must_set_up(request):
            messages.info(request, _("您的角色要求两步验证。请先设置，只要两分钟"))
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _must_set_up(request: HttpRequest) -> bool:
        person = request.user
        if not person.is_authenticated or is_mfa_enabled(person):
            return False
        return person.is_staff or has_any_role(person)
