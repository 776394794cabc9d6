"""Sending a stored file: through nginx when it stands in front, in blocks by Django otherwise; never whole in memory."""

from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext as _

from foundation.api import NotFound
from media_pipeline.delivery.ranges import NotSatisfiable, parse_range
from media_pipeline.storage import media_storage

BLOCK = 256 << 10


def send_file(request: HttpRequest, key: str, *, content_type: str, cache: str, download_as: str = "") -> HttpResponseBase:
    """Answer a GET or HEAD for the stored file *key*. Files never change under their name, so name and size make the ETag.

    *cache* is the ``Cache-Control`` value; *download_as* makes it an attachment under that name. ``NotFound`` without a file.
    """
    if settings.MEDIA_ACCEL_PREFIX:
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = settings.MEDIA_ACCEL_PREFIX + quote(key)
    else:
        response = _answer(request, key)
    if response.status_code in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        response["Content-Type"] = content_type
        response["Content-Disposition"] = content_disposition_header(bool(download_as), download_as) or "inline"
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def send_text(request: HttpRequest, text: str, *, content_type: str, etag: str, cache: str) -> HttpResponseBase:
    """Answer with a short text that can change, such as captions."""
    quoted = f'"{etag}"'
    response: HttpResponseBase
    if quoted in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(text, content_type=content_type)
    response["ETag"] = quoted
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _answer(request: HttpRequest, key: str) -> HttpResponseBase:
    storage = media_storage()
    try:
        size = storage.size(key)
    except FileNotFoundError as error:
        raise NotFound(_("没有这个文件。")) from error
    etag = f'"{key.rsplit("/", 1)[-1]}-{size:x}"'
    response = _partial(request, storage, key, size, etag)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


def _partial(request: HttpRequest, storage: Storage, key: str, size: int, etag: str) -> HttpResponseBase:
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified()
    if_range = request.headers.get("If-Range")
    header = request.headers.get("Range") if if_range in (None, etag) and request.method == "GET" else None
    try:
        wanted = parse_range(header, size)
    except NotSatisfiable:
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"})
    if request.method == "HEAD":
        return HttpResponse(headers={"Content-Length": str(size)})
    if wanted is None:
        return StreamingHttpResponse(_read(storage, key, 0, size), headers={"Content-Length": str(size)})
    headers = {"Content-Range": f"bytes {wanted.first}-{wanted.last}/{size}", "Content-Length": str(wanted.length)}
    return StreamingHttpResponse(
        _read(storage, key, wanted.first, wanted.length), status=HTTPStatus.PARTIAL_CONTENT, headers=headers
    )


def _read(storage: Storage, key: str, first: int, length: int) -> Iterator[bytes]:
    """Yield *length* bytes from *first* in blocks; the file is opened when the server begins to send."""
    with storage.open(key) as handle:
        handle.seek(first)
        while length and (block := handle.read(min(BLOCK, length))):
            length -= len(block)
            yield block
