"""A small site around the upload list and the player, as the teacher's and the lesson's pages use them; for browser tests."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import ensure_csrf_cookie

from infra.urls import urlpatterns as product
from media_pipeline.api import Playback, playback, start_upload, upload_addresses

BEATS: list[dict[str, Any]] = []
RENEWALS: list[int] = []
SEALED = "?sealed"

PAGE = """<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><title>test</title>
<link rel="stylesheet" href="/static/built/site.css"></head><body><main>%s</main>
<script type="module" src="/static/built/%s.js"></script></body></html>"""

UPLOAD = """<div data-upload data-create-url="/try/create" data-status-url="/api/media/progress"
 data-unfinished-url="/api/media/uploads" data-max-bytes="8589934592"><div class="drop" data-upload-drop>
 <svg class="icon" aria-hidden="true"><use href="/static/built/sprite.svg#upload"></use></svg>
 <button type="button" data-upload-choose>选择文件</button><input type="file" multiple hidden data-upload-input></div>
 <ul class="files" data-upload-list></ul><p role="status" data-upload-status></p></div>"""

PLAYER = """{% load design %}<section class="player" data-player data-playback-url="/try/playback/{{ pk }}"
 data-hls-url="{{ media.master_url }}" data-audio-url="{{ media.audio_url }}" data-expires-in="7200"
 data-heartbeat-url="/try/beats" data-session="{{ session }}" data-heartbeat-ms="1000" data-position-ms="{{ position }}"
 data-duration-ms="{{ media.duration_ms }}" data-max-speed="2">
 <div class="player__stage"{% if mark %} data-mark="{{ mark }}"{% endif %}>
 <video controls playsinline preload="none" width="320" height="180" poster="{{ media.poster_url }}">
 {% if media.mp4_url %}<source src="{{ media.mp4_url }}" type="video/mp4">{% endif %}
 {% for track in media.captions %}<track kind="captions"
 srclang="{{ track.language }}" label="{{ track.label }}" src="{{ track.url }}" default>{% endfor %}</video>
 <p class="player__caption" data-caption hidden><span></span></p></div>
 <div class="player__bar" data-player-bar hidden><div class="seek"><svg viewBox="0 0 5 8"><g data-seek-seen></g></svg>
 <input type="range" min="0" max="5" value="0" data-seek aria-label="播放位置"></div>
 <button type="button" data-play>{% icon "play" %}<span>播放</span></button><span data-time></span>
 <button type="button" data-back>退 10 秒</button><button type="button" data-speed><span>1 倍速</span></button>
 <button type="button" data-captions aria-pressed="true">字幕</button>
 <button type="button" data-audio-only aria-pressed="false">只听</button></div></section>
<section data-count><span data-count-seconds></span><progress data-count-bar max="5" value="0"></progress>
<p data-count-message></p></section>
<div data-transcript><a href="?t=0" data-t="0">一</a><a href="?t=3" data-t="3">二</a></div>"""


@ensure_csrf_cookie
def upload_page(request: HttpRequest) -> HttpResponse:
    """Show the upload list."""
    return HttpResponse(PAGE % (UPLOAD, "upload"))


def create(request: HttpRequest) -> JsonResponse:
    """Open an upload, as a course's page does."""
    body = json.loads(request.body)
    upload = start_upload(
        actor=request.user,
        organisation_id=settings.TRY_ORGANISATION,
        file_name=body["file_name"],
        size=body["size"],
        content_type=body["content_type"],
    )
    return JsonResponse(upload_addresses(upload) | {"asset_id": upload.asset_id, "lesson_id": 7}, status=201)


@ensure_csrf_cookie
def player_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the player."""
    sealed = "sealed" in request.GET
    media = first_addresses(playback(pk, person_id=request.user.pk, sealed=sealed))
    context = {
        "mark": "林＊芸 2846" if sealed else "",
        "pk": pk,
        "media": media,
        "session": uuid.uuid4(),
        "position": request.GET.get("position", 0),
    }
    return HttpResponse(PAGE % (engines["django"].from_string(PLAYER).render(context), "player"))


def first_addresses(media: Playback) -> Playback:
    """Give the addresses as they are; a test puts old ones here."""
    return media


def on_renewal() -> None:
    """Do nothing more; a test puts here what has changed by then."""


def beats(request: HttpRequest) -> JsonResponse:
    """Keep what the player reports; count as the real server would answer."""
    BEATS.append(json.loads(request.body))
    ranges = [[beat["from_ms"] // 1000, beat["to_ms"] // 1000] for message in BEATS for beat in message["beats"]]
    counted = sum(end - start for start, end in ranges)
    answer = {
        "counted_seconds": counted,
        "needed_seconds": 4,
        "percent": 50,
        "ranges": ranges,
        "completed": False,
        "message": "还差一点",
    }
    return JsonResponse(answer)


def renew(request: HttpRequest, pk: int) -> JsonResponse:
    """Give fresh addresses."""
    RENEWALS.append(pk)
    on_renewal()
    media = playback(pk, person_id=request.user.pk, sealed=SEALED in request.headers.get("Referer", ""))
    return JsonResponse(
        {"master_url": media.master_url, "audio_url": media.audio_url, "mp4_url": media.mp4_url, "expires_in": media.expires_in}
    )


urlpatterns = [
    path("try/upload", upload_page),
    path("try/create", create),
    path("try/player/<int:pk>", player_page),
    path("try/beats", beats),
    path("try/playback/<int:pk>", renew),
    path("", include(product)),
]
