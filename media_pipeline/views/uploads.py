"""The tus 1.0 endpoint: ``/uploads/`` makes uploads, ``/uploads/<key>/`` is one of them.

Only the person who opened an upload can see or feed it; for everybody else it does not exist. The endpoint speaks tus,
so errors are short plain texts with the protocol's status codes and not pages.
"""

import tempfile
from collections.abc import Callable, Iterator
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views import View

from accounts.api import person_of
from foundation.api import Conflict, DomainError, InvalidInput, NotAllowed
from media_pipeline.enums import UploadProtocol, UploadState
from media_pipeline.uploads import tus
from media_pipeline.uploads.errors import ChecksumMismatch, TooLarge, WriterBusy, WrongOffset
from media_pipeline.uploads.files import BLOCK
from media_pipeline.uploads.models import Upload
from media_pipeline.uploads.policies import may_upload
from media_pipeline.uploads.selectors import upload_url
from media_pipeline.uploads.services import append_blocks, received, start_upload, terminate_upload

CHECKSUM_MISMATCH = 460
_SPOOL_IN_MEMORY = 8 << 20


class TusView(View):
    """What every answer of the endpoint has in common."""

    http_method_names = ["options", "head", "post", "patch", "delete"]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Check version and person, then answer; every answer carries ``Tus-Resumable``."""
        response = self._answer(request, *args, **kwargs)
        response["Tus-Resumable"] = tus.VERSION
        response["Cache-Control"] = "no-store"
        return response

    def _answer(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "OPTIONS":
            return self.options(request)
        if request.headers.get("Tus-Resumable") != tus.VERSION:
            return _text(HTTPStatus.PRECONDITION_FAILED, "Tus-Resumable: 1.0.0 is needed", {"Tus-Version": tus.VERSION})
        if not request.user.is_authenticated:
            return _text(HTTPStatus.UNAUTHORIZED, _("请先登录，再继续上传。"))
        handler: Callable[..., HttpResponse] = getattr(self, (request.method or "").lower(), self.http_method_not_allowed)
        try:
            return handler(request, *args, **kwargs)
        except tus.BadHeader as error:
            return _text(HTTPStatus.BAD_REQUEST, str(error))
        except DomainError as error:
            return _text(_status_of(error), error.message, {"Upload-Error": error.code})

    def options(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Tell what the endpoint can do."""
        return HttpResponse(
            status=HTTPStatus.NO_CONTENT,
            headers={
                "Tus-Version": tus.VERSION,
                "Tus-Extension": tus.EXTENSIONS,
                "Tus-Max-Size": str(settings.MEDIA_MAX_UPLOAD_BYTES),
                "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
                "Allow": ", ".join(method.upper() for method in self.http_method_names if hasattr(self, method)),
            },
        )


class UploadsView(TusView):
    """Creation of uploads by any tus client; the site's own pages open theirs through a course."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open an upload of ``Upload-Length`` bytes; metadata: ``filename``, ``filetype``, ``organisation`` (its number)."""
        length = tus.parse_number(request.headers.get("Upload-Length"), "Upload-Length")
        metadata = tus.parse_metadata(request.headers.get("Upload-Metadata"))
        organisation_id = tus.parse_number(metadata.get("organisation"), "Upload-Metadata organisation")
        person = person_of(request)
        if not may_upload(person, organisation_id):
            return _text(HTTPStatus.FORBIDDEN, _("您不是这个机构的教师，不能上传视频。"))
        upload = start_upload(
            actor=person,
            organisation_id=organisation_id,
            file_name=metadata.get("filename", ""),
            size=length,
            content_type=metadata.get("filetype", ""),
        )
        if upload.protocol != UploadProtocol.TUS:
            terminate_upload(upload, actor=person)
            return _not_by_tus()
        headers = {"Location": request.build_absolute_uri(upload_url(upload)), "Upload-Expires": _expires(upload)}
        return HttpResponse(status=HTTPStatus.CREATED, headers=headers)


class UploadView(TusView):
    """One upload: where it stands, more bytes, or its end."""

    def head(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Say how many bytes have arrived."""
        upload = _find(request, key)
        if upload.state in _GONE:
            return HttpResponse(status=HTTPStatus.GONE)
        headers = {"Upload-Offset": str(received(upload)), "Upload-Length": str(upload.length), "Upload-Expires": _expires(upload)}
        return HttpResponse(status=HTTPStatus.OK, headers=headers)

    def patch(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Take bytes at ``Upload-Offset``."""
        if request.content_type != tus.PATCH_TYPE:
            return _text(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type: {tus.PATCH_TYPE} is needed")
        offset = tus.parse_number(request.headers.get("Upload-Offset"), "Upload-Offset")
        checksum = tus.parse_checksum(request.headers.get("Upload-Checksum"))
        upload = _find(request, key)
        if upload.state in _GONE:
            return _text(HTTPStatus.GONE, _("这个上传已经过期或取消，请重新上传。"))
        if upload.protocol != UploadProtocol.TUS:
            return _not_by_tus()
        try:
            blocks = _checked_blocks(request, checksum) if checksum else _blocks(request)
            position = append_blocks(upload, offset, blocks)
        except WrongOffset as error:
            return _text(HTTPStatus.CONFLICT, f"the upload is at {error.offset}", {"Upload-Offset": str(error.offset)})
        except WriterBusy:
            return _text(HTTPStatus.LOCKED, _("另一个页面正在上传这个文件。"), {"Retry-After": "2"})
        except ChecksumMismatch:
            return _text(CHECKSUM_MISMATCH, "Checksum Mismatch")
        except TooLarge as error:
            return _text(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error.message)
        except UnreadablePostError:
            return _text(HTTPStatus.BAD_REQUEST, "the connection was cut; ask for the offset and go on")
        return HttpResponse(
            status=HTTPStatus.NO_CONTENT, headers={"Upload-Offset": str(position), "Upload-Expires": _expires(upload)}
        )

    def delete(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Drop the upload."""
        upload = _find(request, key)
        if upload.state in _GONE:
            return HttpResponse(status=HTTPStatus.GONE)
        terminate_upload(upload, actor=person_of(request))
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _not_by_tus() -> HttpResponse:
    return _text(HTTPStatus.NOT_IMPLEMENTED, _("这个网站的文件分片存进对象存储，不走 tus。请在课程页面里上传。"))


_GONE = (UploadState.TERMINATED, UploadState.EXPIRED)


def _find(request: HttpRequest, key: UUID) -> Upload:
    """Return the person's own upload; a stranger's does not exist for them."""
    upload = Upload.objects.select_related("asset").filter(key=key, owner=person_of(request)).first()
    if upload is None:
        raise _Missing(_("没有这个上传，请重新选择文件。"))
    return upload


class _Missing(DomainError):
    code = "not_found"


def _status_of(error: DomainError) -> int:
    if isinstance(error, _Missing):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, TooLarge):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if isinstance(error, NotAllowed):
        return HTTPStatus.FORBIDDEN
    if isinstance(error, Conflict):
        return HTTPStatus.INSUFFICIENT_STORAGE
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, InvalidInput) else HTTPStatus.BAD_REQUEST


def _text(status: int, message: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def _expires(upload: Upload) -> str:
    return http_date(upload.expires_at.timestamp())


def _blocks(request: HttpRequest) -> Iterator[bytes]:
    """Yield the body in blocks as it comes in; memory stays at one block however long the body is."""
    while block := request.read(BLOCK):
        yield block


def _checked_blocks(request: HttpRequest, checksum: tus.Checksum) -> Iterator[bytes]:
    """Yield the body only after all of it has come in and matched, so that wrong bytes never touch the upload."""
    hasher = checksum.hasher()
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_IN_MEMORY, dir=_spool_dir()) as spool:
        for block in _blocks(request):
            hasher.update(block)
            spool.write(block)
        if not checksum.matches(hasher):
            raise ChecksumMismatch
        spool.seek(0)
        while block := spool.read(BLOCK):
            yield block


def _spool_dir() -> str:
    settings.MEDIA_STAGING_DIR.mkdir(parents=True, exist_ok=True)
    return str(settings.MEDIA_STAGING_DIR)
