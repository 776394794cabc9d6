"""What search engines may read."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

PRIVATE = ("/accounts/", "/admin/", "/api/", "/my/", "/review/", "/teach/", "/uploads/", "/m/", "/files/", "/preferences/")


def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines out of what belongs to one person, and show them the map."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('cms:sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
