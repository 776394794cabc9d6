"""What people and the upload change on an asset. The worker's own steps are in ``media_pipeline.processing``."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import Conflict, NotAllowed, publish, record_audit
from media_pipeline import storage
from media_pipeline.assets import policies
from media_pipeline.assets.leases import RING_AGAIN
from media_pipeline.assets.models import Asset, Piece
from media_pipeline.enums import WORKING_STATES, AssetState, UploadState
from media_pipeline.events import AssetReady, UploadFinished
from media_pipeline.uploads.models import Upload


def ring(asset_id: int) -> None:
    """Tell the workers after commit that this asset has something to do."""
    from media_pipeline.tasks import advance_asset

    transaction.on_commit(lambda: advance_asset.delay(asset_id), robust=True)


def mark_stored(asset: Asset) -> None:
    """Every byte has arrived: hand the asset to the worker. Call with the asset's row locked."""
    asset.state = AssetState.STORED
    asset.state_since = timezone.now()
    asset.lease_token = None
    asset.lease_until = timezone.now() + RING_AGAIN
    asset.attempts = 0
    asset.save(update_fields=["state", "state_since", "lease_token", "lease_until", "attempts"])
    publish(UploadFinished(asset_id=asset.pk))
    ring(asset.pk)


def retry_asset(asset: Asset, *, actor: Person) -> None:
    """Try the step again at which processing failed; what was finished before is kept."""
    if not policies.may_manage(actor, asset):
        raise NotAllowed(_("这个视频不是您上传的，不能重试。请联系上传的人。"))
    with transaction.atomic():
        locked = Asset.objects.select_for_update().get(pk=asset.pk)
        if locked.state != AssetState.FAILED:
            raise Conflict(_("这个视频没有停在失败上，不用重试。请刷新页面看最新的状态。"))
        if locked.failed_state == AssetState.COMPOSING:
            raise Conflict(_("课件配音没有合成成功。请打开“课件配音”，再按一次“合成这节课”。"))
        if locked.failed_state in ("", AssetState.UPLOADING):
            raise Conflict(_("原文件没有传完，不能重试。请重新上传这个视频。"))
        Asset.objects.filter(pk=asset.pk).update(
            state=locked.failed_state,
            state_since=timezone.now(),
            error_code="",
            error_detail="",
            failed_state="",
            attempts=0,
            storage_tries=0,
            lease_token=None,
            lease_until=Now() + RING_AGAIN,
        )
        Piece.objects.filter(asset=asset, version=locked.version, done_at__isnull=True).update(
            attempts=0, lease_token=None, lease_until=None
        )
        ring(asset.pk)


def cancel_asset(asset: Asset, *, actor: Person) -> None:
    """Stop working on the newest version and delete it; the version that plays stays, else the asset goes altogether."""
    if not policies.may_manage(actor, asset):
        raise NotAllowed(_("这个视频不是您上传的，不能取消。请联系上传的人。"))
    with transaction.atomic():
        locked = Asset.objects.select_for_update().get(pk=asset.pk)
        if locked.state == AssetState.DELETING:
            return
        if locked.ready_version and locked.state not in (AssetState.READY, AssetState.DAMAGED):
            _back_to_ready(locked)
            return
        if locked.ready_version:
            raise Conflict(_("这个视频已经处理好了，没有什么可以取消。"))
        start_deleting(locked)


def accept_damaged(asset: Asset, *, actor: Person) -> None:
    """The teacher takes the video as it is, though its end is missing: show it to residents."""
    if not policies.may_work_on(actor, asset):
        raise NotAllowed(_("只有上传的人、这门课的教师和机构管理员可以决定。"))
    with transaction.atomic():
        locked = Asset.objects.select_for_update().get(pk=asset.pk)
        if locked.state != AssetState.DAMAGED or locked.duration_ms is None:
            raise Conflict(_("这个视频没有缺损，不用确认。请刷新页面看最新的状态。"))
        Asset.objects.filter(pk=asset.pk).update(state=AssetState.READY, state_since=timezone.now(), error_code="")
        record_audit(actor=actor, action="media_pipeline.accept_damaged", subject=locked)
        publish(AssetReady(asset_id=asset.pk, version=locked.ready_version, duration_ms=locked.duration_ms))


def delete_asset(asset: Asset, *, actor: Person) -> None:
    """Delete a video with everything made of it. The caller has made sure that nothing shows it any more."""
    if not policies.may_work_on(actor, asset):
        raise NotAllowed(_("只有上传的人、这门课的教师和机构管理员可以删除。"))
    with transaction.atomic():
        locked = Asset.objects.select_for_update().get(pk=asset.pk)
        if locked.state == AssetState.DELETING:
            return
        if locked.state in (AssetState.COMPOSING, *WORKING_STATES):
            raise Conflict(_("这个视频正在处理。等处理完，或者先取消处理，再来删。"))
        Upload.objects.filter(asset=locked, state=UploadState.OPEN).update(state=UploadState.TERMINATED)
        start_deleting(locked)
        record_audit(actor=actor, action="media_pipeline.delete_asset", subject=locked)


def transcode_again(asset: Asset, *, actor: Person) -> None:
    """Make a new version out of the upload that is there; the present version plays until the new one is ready."""
    if not policies.may_manage(actor, asset):
        raise NotAllowed(_("这个视频不是您上传的，不能重新转码。请联系上传的人。"))
    with transaction.atomic():
        locked = Asset.objects.select_for_update().get(pk=asset.pk)
        if locked.state not in (AssetState.READY, AssetState.DAMAGED):
            raise Conflict(_("这个视频还没有处理好，不能重新转码。请刷新页面看最新的状态。"))
        old, new = (storage.source_key(locked.key, version) for version in (locked.ready_version, locked.version + 1))
        if locked.source_dropped_at or not storage.copy_file(old, new):
            raise Conflict(_("这个视频的原文件已经清理，不能重新转码。请重新上传。"))
        Asset.objects.filter(pk=asset.pk).update(
            version=locked.version + 1,
            state=AssetState.STORED,
            state_since=timezone.now(),
            probe=None,
            plan=None,
            error_code="",
            error_detail="",
            lease_token=None,
            lease_until=Now() + RING_AGAIN,
            attempts=0,
        )
        ring(asset.pk)


def start_deleting(asset: Asset) -> None:
    """Mark a locked asset for deletion; the worker removes its files, then the row."""
    Asset.objects.filter(pk=asset.pk).update(
        state=AssetState.DELETING,
        state_since=timezone.now(),
        lease_token=None,
        lease_until=Now() + timedelta(seconds=30),
        attempts=0,
    )
    stop_pieces(asset)
    ring(asset.pk)


def stop_pieces(asset: Asset) -> None:
    """Take the leases of running pieces away, so that their encoders notice and stop."""
    Piece.objects.filter(asset=asset, done_at__isnull=True).update(lease_token=None)


def _back_to_ready(asset: Asset) -> None:
    """Give up the version on its way, with its upload and its files."""
    key, version = asset.key, asset.version
    Piece.objects.filter(asset=asset, version=version).delete()
    Upload.objects.filter(asset=asset, version=version, state=UploadState.OPEN).update(state=UploadState.TERMINATED)
    transaction.on_commit(lambda: _delete_files(key, version), robust=True)
    Asset.objects.filter(pk=asset.pk).update(
        state=AssetState.READY,
        state_since=timezone.now(),
        error_code="",
        failed_state="",
        lease_token=None,
        lease_until=None,
        attempts=0,
    )


def _delete_files(key: UUID, version: int) -> None:
    """Delete what one version brought in and what was made of it on the way."""
    storage.delete_keys([storage.source_key(key, version)])
    storage.delete_keys([storage.preview_key(key, version)])
    storage.delete_folder(storage.work_folder(key, version))
