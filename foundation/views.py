"""Pages for machines that watch the site."""

import ipaddress
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from foundation.health.metrics import metrics_text
from foundation.health.selectors import check_health


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer ``ok``, ``degraded`` (works, but slower) or, with status 503, ``down``."""
    checks = check_health()
    down = any(check.vital and not check.ok for check in checks)
    state = "down" if down else "ok" if all(check.ok for check in checks) else "degraded"
    found = {check.name: {"ok": check.ok, "seconds": check.seconds, "note": check.note} for check in checks}
    return JsonResponse({"state": state, "checks": found}, status=HTTPStatus.SERVICE_UNAVAILABLE if down else HTTPStatus.OK)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give Prometheus its figures; others do not learn that there are any."""
    if not (_knows_the_token(request) or _is_local(request)):
        raise Http404
    return HttpResponse(metrics_text(), content_type=CONTENT_TYPE_LATEST)


def _knows_the_token(request: HttpRequest) -> bool:
    token: str = settings.METRICS_TOKEN
    return bool(token) and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")


def _is_local(request: HttpRequest) -> bool:
    """Return whether *request* comes from this machine itself and not through a proxy on it."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
