"""JSON about uploads and processing, for the owner's own pages."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.security import django_auth

from accounts.api import person_of
from foundation.api import NotFound, read_number
from media_pipeline.assets import policies
from media_pipeline.assets.models import Asset
from media_pipeline.assets.progress import asset_progress, progress_of
from media_pipeline.assets.services import accept_damaged, cancel_asset, retry_asset
from media_pipeline.errors import store_needed
from media_pipeline.uploads.errors import PartsMissing
from media_pipeline.uploads.models import Upload
from media_pipeline.uploads.parts import join_parts, part_addresses, parts_of
from media_pipeline.uploads.selectors import unfinished_uploads, upload_addresses

router = Router(tags=["media"], auth=django_auth)


class StepOut(Schema):
    """One step of processing."""

    key: str
    label: str
    state: str


class ProgressOut(Schema):
    """Where one video stands."""

    asset_id: int
    file_name: str
    state: str
    state_label: str
    percent: int
    steps: list[StepOut]
    refusal_code: str
    refusal_text: str
    next_step_text: str
    is_final: bool
    can_retry: bool
    duration_ms: int | None


class UploadOut(Schema):
    """One upload that can be continued."""

    upload_url: str
    protocol: str
    parts_url: str
    asset_id: int
    file_name: str
    size: int
    offset: int
    expires_at: str


class PartsOut(Schema):
    """A file on its way into the bucket: parts of ``part_size`` bytes, the last one shorter; ``arrived`` are numbers from 1."""

    part_size: int
    count: int
    arrived: list[int]


class WantedIn(Schema):
    """The parts that the client sends next: SHA-256 in Base64 by number."""

    sums: dict[int, str]


class AddressesOut(PartsOut):
    """Where each part is to be PUT, by its number, with its sum as ``x-amz-checksum-sha256``; good for an hour."""

    addresses: dict[int, str]


class MissingOut(Schema):
    """What has to be sent again."""

    code: str
    message: str
    missing: list[int]


@router.get("/assets/{asset_id}/progress", response=ProgressOut, url_name="media_asset_progress")
def get_progress(request: HttpRequest, asset_id: int) -> dict[str, Any]:
    """Return the progress of one of my videos."""
    return asdict(asset_progress(_mine(request, asset_id)))


@router.get("/progress", response=list[ProgressOut], url_name="media_progress")
def get_progress_of_many(request: HttpRequest, ids: str) -> list[dict[str, Any]]:
    """Return the progress of several of my videos; *ids* are numbers joined by commas, at most 100."""
    wanted = [number for part in ids.split(",")[:100] if (number := read_number(part)) is not None]
    mine = Asset.objects.filter(pk__in=wanted, owner=person_of(request)).values_list("pk", flat=True)
    found = progress_of(mine)
    return [asdict(found[asset_id]) for asset_id in wanted if asset_id in found]


@router.get("/uploads", response=list[UploadOut], url_name="media_uploads")
def list_unfinished(request: HttpRequest) -> list[dict[str, Any]]:
    """Return my uploads that can be continued, newest first, at most 100."""
    return [
        {
            **upload_addresses(upload),
            "asset_id": upload.asset_id,
            "file_name": upload.file_name,
            "size": upload.length,
            "offset": upload.offset,
            "expires_at": upload.expires_at.isoformat(),
        }
        for upload in unfinished_uploads(person_of(request))[:100]
    ]


@router.get("/uploads/{uuid:key}/parts", response=PartsOut, url_name="media_parts")
def get_parts(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """Return which parts of my upload have arrived."""
    with store_needed():
        return asdict(parts_of(_my_upload(request, key)))


@router.post("/uploads/{uuid:key}/parts", response=AddressesOut)
def get_addresses(request: HttpRequest, key: UUID, wanted: WantedIn) -> dict[str, Any]:
    """Return addresses to PUT parts of my upload to, at most 16 at a time."""
    upload = _my_upload(request, key)
    with store_needed():
        return asdict(parts_of(upload)) | {"addresses": part_addresses(upload, wanted.sums)}


@router.post("/uploads/{uuid:key}/join", response={204: None, 409: MissingOut}, url_name="media_join")
def join(request: HttpRequest, key: UUID) -> Status[Any]:
    """Make one file of the parts and hand it to the worker; 409 names the parts that are still missing."""
    try:
        with store_needed():
            join_parts(_my_upload(request, key))
    except PartsMissing as error:
        return Status(409, {"code": error.code, "message": error.message, "missing": error.numbers})
    return Status(204, None)


@router.post("/assets/{asset_id}/retry", response=ProgressOut)
def retry(request: HttpRequest, asset_id: int) -> dict[str, Any]:
    """Try a failed video again."""
    asset = _mine(request, asset_id)
    retry_asset(asset, actor=person_of(request))
    return asdict(asset_progress(asset))


@router.post("/assets/{asset_id}/accept", response=ProgressOut)
def accept(request: HttpRequest, asset_id: int) -> dict[str, Any]:
    """Take a damaged video as it is."""
    asset = _mine(request, asset_id)
    accept_damaged(asset, actor=person_of(request))
    return asdict(asset_progress(asset))


@router.post("/assets/{asset_id}/cancel", response={204: None})
def cancel(request: HttpRequest, asset_id: int) -> Status[None]:
    """Stop working on a video and delete it."""
    cancel_asset(_mine(request, asset_id), actor=person_of(request))
    return Status(204, None)


def _my_upload(request: HttpRequest, key: UUID) -> Upload:
    """Return my own upload; a stranger's does not exist for me."""
    upload = Upload.objects.select_related("asset").filter(key=key, owner=person_of(request)).first()
    if upload is None:
        raise NotFound(_("没有这个上传，请重新选择文件。"))
    return upload


def _mine(request: HttpRequest, asset_id: int) -> Asset:
    """Return an asset that this person manages; a stranger's does not exist for them."""
    asset = Asset.objects.select_related("organisation").filter(pk=asset_id).first()
    if asset is None or not policies.may_manage(person_of(request), asset):
        raise NotFound(_("没有这个视频，它可能已经删除。"))
    return asset
