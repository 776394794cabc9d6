"""Finding again what crashes, wiped brokers and lost messages left behind. Runs every minute and costs little when all is well."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from media_pipeline import storage
from media_pipeline.assets.leases import RING_AGAIN
from media_pipeline.assets.models import Artifact, Asset, Piece
from media_pipeline.assets.services import ring
from media_pipeline.enums import PASSING_KINDS, RESTING_STATES, WORKING_STATES, AssetState
from media_pipeline.processing import steps
from media_pipeline.processing.pipeline import ring_encoders
from media_pipeline.processing.scratch import remove_left_overs
from media_pipeline.uploads.services import expire_uploads, finish_whole_uploads

SUPERSEDED_AFTER = timedelta(days=1)
LIMIT = 500


def sweep() -> int:
    """Ring for every asset and piece whose lease or waiting time ran out, and clean up; return how many assets were rung for."""
    finish_whole_uploads()
    expire_uploads()
    rung = _ring_assets()
    _ring_for_pieces()
    _drop_left_pieces()
    _drop_superseded()
    drop_originals()
    remove_left_overs()
    return rung


def _ring_assets() -> int:
    late = Asset.objects.filter(state__in=WORKING_STATES, lease_until__lt=Now())
    ids = list(late.order_by("lease_until").values_list("pk", flat=True)[:LIMIT])
    for asset_id in ids:
        moved = Asset.objects.filter(pk=asset_id, state__in=WORKING_STATES, lease_until__lt=Now())
        if moved.update(lease_token=None, lease_until=Now() + RING_AGAIN):
            ring(asset_id)
    return len(ids)


def _ring_for_pieces() -> None:
    """Ring once for every piece that waits and whose holder is gone; encoders that find nothing go back to sleep."""
    waiting = Piece.objects.filter(
        done_at__isnull=True, version=F("asset__version"), asset__state__in=(AssetState.PLANNED, AssetState.ENCODING)
    )
    late = waiting.filter(lease_until__lt=Now()).update(lease_token=None, lease_until=None)
    if late or waiting.filter(lease_token__isnull=True).exists():
        ring_encoders()


def _drop_left_pieces() -> None:
    """Remove pieces of versions on which nobody works any more."""
    left = Artifact.objects.filter(kind__in=PASSING_KINDS).exclude(version=F("asset__version"), asset__state__in=_STILL_NEEDED)
    for asset_id, version in set(left.values_list("asset_id", "version")[:LIMIT]):
        steps.drop_pieces(Asset.objects.get(pk=asset_id), version)


_STILL_NEEDED = (*WORKING_STATES, AssetState.FAILED)


def _drop_superseded() -> None:
    """Remove packages that a newer version replaced a day ago; nobody plays them any more."""
    old = Artifact.objects.filter(
        version__lt=F("asset__ready_version"),
        asset__state__in=RESTING_STATES,
        asset__state_since__lt=timezone.now() - SUPERSEDED_AFTER,
    )
    rows = list(old.values_list("pk", "key", "asset__key", "version")[:LIMIT])
    originals = {storage.source_key(asset_key, version) for _pk, _key, asset_key, version in rows}
    storage.delete_keys([*(key for _pk, key, _asset_key, _version in rows), *sorted(originals)])
    Artifact.objects.filter(pk__in=[row[0] for row in rows]).delete()


def drop_originals() -> int:
    """Remove the originals of videos that have been ready for ``MEDIA_KEEP_ORIGINAL_DAYS``; return how many.

    Never the last thing that plays: only of a version whose whole package is there, and never of a damaged one.
    """
    if not settings.MEDIA_KEEP_ORIGINAL_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.MEDIA_KEEP_ORIGINAL_DAYS)
    ready = Asset.objects.filter(state=AssetState.READY, state_since__lt=before, source_dropped_at__isnull=True)
    dropped = 0
    for asset in ready.order_by("state_since")[:LIMIT]:
        with transaction.atomic():
            same = Asset.objects.filter(pk=asset.pk, state=AssetState.READY, version=asset.version)
            if not steps.is_whole(asset, asset.ready_version) or not same.update(source_dropped_at=timezone.now()):
                continue
            storage.delete_keys([storage.source_key(asset.key, asset.ready_version)])
            dropped += 1
    return dropped
