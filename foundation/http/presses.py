"""Telling a second press on a button from a new wish."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

KEPT_SECONDS = 600
DOUBLE_PRESS = 10
"""Seconds within which the same form twice is one impatient hand, and after which it is a second attempt."""


def is_repeated_press(request: HttpRequest, *, within: int = KEPT_SECONDS) -> bool:
    """Say whether this very form was sent before, and note that it is sent now; safe when both arrive at once.

    For forms that make something new each time, where the database has no reason to refuse the second. The token against forgery
    is masked anew whenever a page is made: a double press carries the same one twice, the same words on a fresh page another.
    It is remembered for *within* seconds.
    """
    token = request.POST.get("csrfmiddlewaretoken", "")
    if not token:
        return False
    fields = sorted((name, request.POST.getlist(name)) for name in request.POST)
    mark = hashlib.sha256(repr((request.path, request.user.pk, fields)).encode()).hexdigest()
    return not cache.add(f"press:{mark}", 1, within)
