"""Who asks."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.people.models import Person
from foundation.api import NotAllowed


def person_of(request: HttpRequest) -> Person:
    """Return the signed-in person; ``NotAllowed`` for visitors that slipped past the sign-in."""
    if not isinstance(request.user, Person):
        raise NotAllowed(_("请先登录。"))
    return request.user
