"""Pages and pictures of the design system itself."""

from base64 import b64encode
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.images import get_image_model

from foundation.design.cover_addresses import BETWEEN_CELLS, Plate, is_signed
from foundation.design.covers import CLOTHS, draw_book, draw_face
from foundation.design.preferences import ELDER_COOKIE, ELDER_SIZES, KEPT_SECONDS, THEME_COOKIE, THEMES
from foundation.design.styleguide import specimens

RENDITIONS = "images"  # Wagtail's folder for them
PLATE_FILTER = "fill-290x522|format-jpeg|jpegquality-72"


@require_GET
def book(request: HttpRequest, kind: str, look: str, signature: str, words: str) -> HttpResponse:
    """Draw the cover of a course."""
    if kind not in CLOTHS or not is_signed(signature, "book", kind, look, words):
        raise Http404
    return _picture(draw_book(kind, words.split(BETWEEN_CELLS), int(look, 16)))


@require_GET
def book_with_plate(
    request: HttpRequest, kind: str, look: str, image_id: int, version: str, signature: str, words: str
) -> HttpResponse:
    """Draw the cover of a course with its own picture set into it, cropped around the picture's focal point."""
    if kind not in CLOTHS or not is_signed(signature, "plate", kind, look, words, image_id, version):
        raise Http404
    image = get_object_or_404(get_image_model(), pk=image_id)
    with image.get_rendition(PLATE_FILTER).file.open("rb") as file:
        plate = "data:image/jpeg;base64," + b64encode(file.read()).decode()
    response = _picture(draw_book(kind, words.split(BETWEEN_CELLS), int(look, 16), plate=plate))
    if Plate.of(image).version != version:
        patch_cache_control(response, public=True, max_age=60, immutable=False)
    return response


@require_GET
def face(request: HttpRequest, kind: str, look: str, signature: str, character: str) -> HttpResponse:
    """Draw the portrait of a person without a picture."""
    if kind not in CLOTHS or not is_signed(signature, "face", kind, look, character):
        raise Http404
    return _picture(draw_face(kind, character, int(look, 16)))


@require_GET
def rendition(request: HttpRequest, name: str) -> FileResponse:
    """Give a picture out in one of the sizes that pages show it in. Uploaded originals and other files have no address here.

    Its name tells size, crop and focus, so a changed picture has another one. A web server in front may do this itself; with
    a bucket pages name the bucket.
    """
    try:
        file = default_storage.open(f"{RENDITIONS}/{name}")
    except (OSError, ValueError) as error:
        raise Http404 from error
    response = FileResponse(file, filename=name)
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS, immutable=True)
    return response


def _picture(svg: str) -> HttpResponse:
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS, immutable=True)
    return response


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """Tell phones how to keep the site on the home screen."""
    return JsonResponse(
        {
            "name": settings.SITE_NAME,
            "short_name": settings.SITE_NAME,
            "lang": "zh-Hans",
            "start_url": "/",
            "display": "minimal-ui",
            "background_color": "#fbfaf6",
            "theme_color": "#0f5c57",
            "icons": [
                {"src": static("foundation/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("foundation/mark-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("foundation/mark-512.png"), "sizes": "512x512", "type": "image/png"},
            ],
        },
        content_type="application/manifest+json",
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the choices, or keep those that were posted and go back to ``next``.

    Every page carries this form, so it has no token of its own: a token would make each page different for each
    visitor and no cache could hold it. A post from another site is refused by the headers that browsers set.
    """
    if request.method != "POST":
        return render(request, "foundation/preferences.html", {"elder_sizes": ELDER_SIZES, "languages": settings.LANGUAGES})
    if not _is_from_here(request):
        return HttpResponseForbidden(_("请从本网站的页面上更改显示设置"))
    response = HttpResponseRedirect(_next_address(request), status=HTTPStatus.SEE_OTHER)
    _keep(response, THEME_COOKIE, request.POST.get("theme"), THEMES)
    _keep(response, ELDER_COOKIE, request.POST.get("elder"), ELDER_SIZES)
    _keep(response, settings.LANGUAGE_COOKIE_NAME, request.POST.get("language"), dict(settings.LANGUAGES))
    return response


def _is_from_here(request: HttpRequest) -> bool:
    """Tell whether the post comes from a page of this site. Old browsers send neither header and are believed."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _next_address(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()) else "/"


def _keep(response: HttpResponse, cookie: str, value: str | None, known: Any) -> None:
    """Keep a known *value*; ``off`` and ``auto`` forget the choice; anything else changes nothing."""
    if value in known:
        response.set_cookie(cookie, value or "", max_age=KEPT_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    elif value in ("off", "auto"):
        response.delete_cookie(cookie, samesite="Lax")


@login_required
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, to staff."""
    if not (getattr(request.user, "is_staff", False) or request.user.has_perm("wagtailadmin.access_admin")):
        raise PermissionDenied
    return render(request, "foundation/styleguide.html", specimens())
