"""Giving out files that lie in a bucket: the site decides who may, the bucket sends the bytes.

A media playlist is answered with one signed address per file in place of its name; players ask that address for ranges of
bytes. Every other file is a redirect to its signed address. Addresses live as long as the lesson and two hours, so that
a lesson begun is a lesson finished; whoever is given one can pass it on for that long (docs/media.md says what helps).
"""

import re
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from foundation.api import NotFound
from media_pipeline import storage
from media_pipeline.errors import store_needed

HANDOUT_SECONDS = 600
LONGEST_LESSON = 6 * 3600
_PLAYLIST = "application/vnd.apple.mpegurl"
_NAMED = re.compile(r'^(?P<line>[^#\s].*)$|URI="(?P<uri>[^":/]+\.mp4)"', re.MULTILINE)
_SECONDS = re.compile(r"^#EXTINF:([\d.]+)", re.MULTILINE)


def send_from_bucket(request: HttpRequest, folder: str, name: str, *, content_type: str) -> HttpResponseBase:
    """Answer a GET or HEAD for the file *name* of the package in *folder*."""
    with store_needed():
        if name.endswith((".m3u8", ".vtt")):
            text = package_text(f"{folder}/{name}")
            if name.endswith(".m3u8") and name not in ("master.m3u8", "smaster.m3u8"):
                text = with_signed_names(text, folder)
            response: HttpResponseBase = HttpResponse(text, content_type=content_type)
        else:
            address = storage.media_bucket().address(f"{folder}/{name}", seconds=_life(folder), content_type=content_type)
            response = HttpResponseRedirect(address)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def send_poster_from_bucket(key: str) -> HttpResponseBase:
    """Redirect to a picture that anybody may see; caches may keep the redirect for less than the address lives."""
    address = storage.media_bucket().address(key, seconds=7200, content_type="image/jpeg")
    return HttpResponseRedirect(address, headers={"Cache-Control": "public, max-age=3600"})


def send_page_from_bucket(key: str) -> HttpResponseBase:
    """Redirect to the picture of a page; a browser may keep the redirect for half as long as the address lives."""
    address = storage.media_bucket().address(key, seconds=HANDOUT_SECONDS, content_type="image/jpeg")
    return HttpResponseRedirect(address, headers={"Cache-Control": f"private, max-age={HANDOUT_SECONDS // 2}"})


def send_recording_from_bucket(key: str) -> HttpResponseBase:
    """Redirect to what is said to a page."""
    address = storage.media_bucket().address(key, seconds=HANDOUT_SECONDS, content_type="audio/mp4")
    return HttpResponseRedirect(address, headers={"Cache-Control": f"private, max-age={HANDOUT_SECONDS // 2}"})


def send_handout_from_bucket(key: str, *, content_type: str, download_as: str) -> HttpResponseBase:
    """Redirect to a download under the name it was uploaded with."""
    disposition = content_disposition_header(True, download_as) or "attachment"
    address = storage.media_bucket().address(key, seconds=HANDOUT_SECONDS, content_type=content_type, disposition=disposition)
    return HttpResponseRedirect(address, headers={"Cache-Control": "private, no-store"})


def with_signed_names(text: str, folder: str) -> str:
    """Return a media playlist with a signed address in place of every file name; each file is signed once."""
    seconds, signed = seconds_of(text) + settings.MEDIA_LINK_EXTRA_SECONDS, dict[str, str]()

    def sign(match: re.Match[str]) -> str:
        name = match["line"] or match["uri"]
        if name not in signed:
            signed[name] = storage.media_bucket().address(f"{folder}/{name}", seconds=seconds, content_type="video/mp4")
        return signed[name] if match["line"] else f'URI="{signed[name]}"'

    return _NAMED.sub(sign, text)


def seconds_of(text: str) -> int:
    """Return the length of a media playlist."""
    return round(sum(float(found) for found in _SECONDS.findall(text)))


@lru_cache(maxsize=128)
def package_text(key: str) -> str:
    """Return a playlist or a list of pictures; packages never change, so a process asks for each once."""
    try:
        return storage.read_text(key)
    except FileNotFoundError as error:
        raise NotFound(_("没有这个文件。")) from error


def _life(folder: str) -> int:
    """Return for how many seconds an address is good for a file that is not in a playlist; a preview has none at all."""
    try:
        master = package_text(f"{folder}/master.m3u8")
    except NotFound:
        return LONGEST_LESSON + int(settings.MEDIA_LINK_EXTRA_SECONDS)
    rungs = [line for line in master.splitlines() if line and not line.startswith("#")]
    length = seconds_of(package_text(f"{folder}/{rungs[-1]}")) if rungs else 0
    return length + int(settings.MEDIA_LINK_EXTRA_SECONDS)
