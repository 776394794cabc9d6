"""Media addresses: who holds a valid token gets the file, and nobody else learns that it exists.

The database is asked once per browser and lesson: the first request of a browser shows who is signed in and puts a
signed cookie for ``/m/``; from then on a request costs two HMACs. A copied address is worth nothing in another browser, and
the cookie is worth nothing without the session that it was given to.
"""

import re
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.api import NotAllowed, NotFound
from media_pipeline import storage
from media_pipeline.captions.cues import write_vtt
from media_pipeline.captions.models import Caption
from media_pipeline.captions.selectors import cues_of
from media_pipeline.delivery import tokens
from media_pipeline.delivery.addresses import asset_scope, poster_scope, sealed_scope
from media_pipeline.delivery.bucket_links import (
    send_from_bucket,
    send_handout_from_bucket,
    send_page_from_bucket,
    send_poster_from_bucket,
    send_recording_from_bucket,
)
from media_pipeline.delivery.responses import send_file, send_text
from media_pipeline.enums import CaptionState
from media_pipeline.handouts.models import StoredFile
from media_pipeline.handouts.selectors import page_scope
from media_pipeline.narration.selectors import recording_scope
from media_pipeline.sealing.services import key_of

COOKIE = "media_viewer"
_PRIVATE = "private, max-age=7200"
_PUBLIC = "public, max-age=31536000, immutable"
_FILE = re.compile(r"^(?:master|native|audio|\d{2,4})\.m3u8$|^(?:plain|preview|audio|\d{2,4})\.mp4$|^sprite\.(?:jpg|vtt)$")
_SEALED = re.compile(r"^s(?:master|audio|\d{2,4})\.m3u8$|^s(?:audio|\d{2,4})\.mp4$|^sprite\.(?:jpg|vtt)$")
_KEY = re.compile(r"^s(audio|\d{2,4})-(\d{4})\.key$")
_CAPTIONS = re.compile(r"^captions\.([A-Za-z-]{2,12})\.vtt$")
TYPES = {
    "m3u8": "application/vnd.apple.mpegurl",
    "mp4": "video/mp4",
    "m4a": "audio/mp4",
    "jpg": "image/jpeg",
    "vtt": "text/vtt; charset=utf-8",
}


@require_safe
def media(request: HttpRequest, token: str, key: UUID, folder: str, name: str) -> HttpResponseBase:
    """Send one file of a package."""
    grant = tokens.read_token(token, asset_scope(str(key), folder))
    sealed = None if grant else tokens.read_token(token, sealed_scope(str(key), folder))
    if (grant := grant or sealed) is None:
        raise NotAllowed(_("这个播放地址已经过期，请回到课程页重新打开。"))
    fresh_cookie = _check_viewer(request, grant)
    if sealed and (wanted := _KEY.match(name)):
        return _content_key(request, grant, key, folder, rendition=wanted[1], period=int(wanted[2]))
    return _known_from_now(request, _package_file(request, key, folder, name, _SEALED if sealed else _FILE), fresh_cookie)


@require_safe
def page(request: HttpRequest, token: str, key: UUID, number: int, bound: int) -> HttpResponseBase:
    """Send the picture of one page of a hand-out."""
    grant = tokens.read_token(token, page_scope(str(key)))
    if grant is None:
        raise NotAllowed(_("这个地址已经过期，请回到课程页重新打开。"))
    fresh_cookie = _check_viewer(request, grant)
    picture = storage.page_key(key, number, bound)
    if not storage.is_local():
        response = send_page_from_bucket(picture)
    else:
        response = send_file(request, picture, content_type=TYPES["jpg"], cache=_PRIVATE)
    return _known_from_now(request, response, fresh_cookie)


@require_safe
def recording(request: HttpRequest, token: str, key: UUID) -> HttpResponseBase:
    """Send what is said to one page, to the teacher who is putting the lesson together."""
    grant = tokens.read_token(token, recording_scope(str(key)))
    if grant is None:
        raise NotAllowed(_("这个地址已经过期，请刷新“课件配音”再听。"))
    fresh_cookie = _check_viewer(request, grant)
    sound = storage.recording_key(key, is_checked=True)
    if not storage.is_local():
        response = send_recording_from_bucket(sound)
    else:
        response = send_file(request, sound, content_type=TYPES["m4a"], cache=_PRIVATE)
    return _known_from_now(request, response, fresh_cookie)


def _known_from_now(request: HttpRequest, response: HttpResponseBase, fresh_cookie: str) -> HttpResponseBase:
    """Give a browser its cookie for media addresses, if it has none yet."""
    if fresh_cookie:
        response.set_cookie(
            COOKIE, fresh_cookie, max_age=12 * 3600, path="/m/", httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


def _check_viewer(request: HttpRequest, grant: tokens.Grant) -> str:
    """Refuse a browser that is not the grantee's; return the cookie to set when it has none yet."""
    if grant.person_id == tokens.ANYBODY:
        return ""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if tokens.read_viewer(request.COOKIES.get(COOKIE, ""), session) == grant.person_id:
        return ""
    if not request.user.is_authenticated or request.user.pk != grant.person_id:
        raise NotAllowed(_("这个播放地址是给别人的，请登录后从课程页打开。"))
    return tokens.viewer_cookie(grant.person_id, grant.expires, session)


def _content_key(
    request: HttpRequest, grant: tokens.Grant, key: UUID, folder: str, *, rendition: str, period: int
) -> HttpResponseBase:
    """Give one key of an encrypted lesson, for the person signed in now and to be kept nowhere."""
    if request.user.pk != grant.person_id:
        raise NotAllowed(_("这个播放地址是给别人的，请登录后从课程页打开。"))
    found = key_of(key, folder, rendition, period)
    if found is None:
        raise NotFound(_("没有这个文件。"))
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(found, content_type="application/octet-stream", headers=headers)


def _package_file(request: HttpRequest, key: UUID, folder: str, name: str, known: re.Pattern[str]) -> HttpResponseBase:
    if captions := _CAPTIONS.match(name):
        return _captions(request, key, captions[1])
    if not known.match(name):
        raise NotFound(_("没有这个文件。"))
    base, content_type = storage.output_folder(key, folder), TYPES[name.rsplit(".", 1)[1]]
    if not storage.is_local():
        return send_from_bucket(request, base, name, content_type=content_type)
    return send_file(request, f"{base}/{name}", content_type=content_type, cache=_PRIVATE)


def _captions(request: HttpRequest, key: UUID, language: str) -> HttpResponseBase:
    caption = Caption.objects.filter(asset__key=key, language=language, state=CaptionState.APPROVED).first()
    if caption is None:
        raise NotFound(_("没有这个语言的字幕。"))
    etag = f"{caption.pk}-{int(caption.updated_at.timestamp() * 1000):x}"
    return send_text(request, write_vtt(cues_of(caption)), content_type=TYPES["vtt"], etag=etag, cache="private, no-cache")


@require_safe
def poster(request: HttpRequest, mac: str, key: UUID, folder: str) -> HttpResponseBase:
    """Send a poster: anybody who knows its unguessable address may see it."""
    if not tokens.is_public(mac, poster_scope(str(key), folder)):
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    picture = f"{storage.output_folder(key, folder)}/poster.jpg"
    if not storage.is_local():
        return send_poster_from_bucket(picture)
    return send_file(request, picture, content_type=TYPES["jpg"], cache=_PUBLIC)


@require_safe
def handout(request: HttpRequest, token: str, key: UUID) -> HttpResponseBase:
    """Send a hand-out as a download, never to be shown as a page of ours."""
    grant = tokens.read_token(token, f"file/{key}")
    if grant is None:
        raise NotAllowed(_("这个下载地址已经过期，请回到课程页重新打开。"))
    if grant.person_id != tokens.ANYBODY and request.user.pk != grant.person_id:
        raise NotAllowed(_("这个下载地址是给别人的，请登录后从课程页打开。"))
    stored = StoredFile.objects.filter(key=key).first()
    if stored is None:
        raise NotFound(_("这份讲义已经删除。"))
    if not storage.is_local():
        return send_handout_from_bucket(stored.storage_key, content_type=stored.content_type, download_as=stored.file_name)
    return send_file(request, stored.storage_key, content_type=stored.content_type, cache=_PRIVATE, download_as=stored.file_name)
