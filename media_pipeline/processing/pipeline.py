"""Takes leases, runs steps, and decides what their end means: the only place where a worker changes an asset's state.

STORED → PROBED → PLANNED → ENCODING → PACKAGED → READY. ``advance`` does the next step of an asset, ``encode_next`` the next
piece in line, ``sweep`` finds what crashes and lost messages left. Messages carry nothing but "look again".
"""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from foundation.api import publish
from media_pipeline import storage
from media_pipeline.assets.leases import MAX_ATTEMPTS, RING_AGAIN, Lease
from media_pipeline.assets.models import Asset, Piece
from media_pipeline.assets.services import ring
from media_pipeline.assets.step_notes import StepNote
from media_pipeline.enums import WORKING_STATES, AssetState, StepOutcome
from media_pipeline.errors import NO_ROOM, Broken, Interrupted, LeaseLost, Postponed, Refused
from media_pipeline.events import AssetFailed, AssetRejected
from media_pipeline.processing import sandbox, steps
from media_pipeline.processing.scratch import scratch_folder
from media_pipeline.storage import StorageDown

log = logging.getLogger(__name__)

type Step = Callable[[Asset, Lease, Path], None]
STEPS: dict[str, Step] = {
    AssetState.STORED: steps.verify_and_probe,
    AssetState.PROBED: steps.settle,
    AssetState.ENCODING: steps.package,
    AssetState.PACKAGED: steps.publish_version,
    AssetState.DELETING: steps.delete_asset,
}
AGAIN_AFTER = timedelta(seconds=10)
WAIT = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=15)
STORAGE_TRIES = 24
"""With the waits above, about five hours."""


def advance(asset_id: int) -> bool:
    """Do the next step of one asset, when it has one and nobody else is doing it; return whether a step was done."""
    asset = Asset.objects.filter(pk=asset_id, state__in=WORKING_STATES).first()
    if asset is None:
        return False
    if asset.state in (AssetState.PLANNED, AssetState.ENCODING) and not _all_encoded(asset):
        ring_encoders()
        return False
    step = STEPS.get(asset.state, steps.package)
    lease = Lease(Asset.objects.filter(state=asset.state, version=asset.version), asset.pk)
    if not lease.take():
        return False
    if asset.attempts >= MAX_ATTEMPTS:
        _fail(asset, lease.token, "killed", asset.error_detail)
        return False
    done = _run(asset, lease, lease, asset.state, partial(step, asset, lease))
    if done:
        ring(asset.pk)
    return done


def encode_next() -> bool:
    """Encode the next piece in line, shortest lesson first; return whether there was one."""
    for piece in _waiting_pieces()[:8]:
        lease = Lease(Piece.objects.filter(done_at__isnull=True), piece.pk)
        if not lease.take():
            continue
        _note_encoding(piece.asset)
        if piece.attempts >= MAX_ATTEMPTS:
            _fail(piece.asset, None, "killed", f"piece {piece.index} was begun {piece.attempts} times")
            continue
        name = f"{piece.kind}-{piece.index:04d}"
        if _run(piece.asset, lease, None, name, partial(steps.encode_piece, piece, lease)):
            ring(piece.asset_id)
        return True
    return False


def _waiting_pieces() -> "list[Piece]":
    free = Q(lease_token__isnull=True) | Q(lease_until__lt=Now())
    backed_off = Q(lease_token__isnull=True, lease_until__gt=Now())
    rows = Piece.objects.filter(
        free,
        done_at__isnull=True,
        version=F("asset__version"),
        asset__state__in=(AssetState.PLANNED, AssetState.ENCODING),
    ).exclude(backed_off)
    return list(rows.select_related("asset").order_by("asset__probe__duration_ms", "asset_id", "kind", "index")[:8])


def _note_encoding(asset: Asset) -> None:
    Asset.objects.filter(pk=asset.pk, version=asset.version, state=AssetState.PLANNED).update(
        state=AssetState.ENCODING, state_since=timezone.now(), lease_until=Now() + RING_AGAIN
    )


def _all_encoded(asset: Asset) -> bool:
    pieces = Piece.objects.filter(asset=asset, version=asset.version)
    return pieces.exists() and not pieces.filter(done_at__isnull=True).exists()


def _run(asset: Asset, lease: Lease, asset_lease: Lease | None, name: str, work: Callable[[Path], None]) -> bool:
    """Run one step in its scratch folder and settle how it ended; return whether it was done.

    A refusal and a failure with a reason end the asset's way at once. Anything unforeseen, such as a child killed from
    outside or a database that went away, is tried again a little later, three times in all.
    """
    token = asset_lease.token if asset_lease else None
    run = StepNote(asset, name)
    try:
        with sandbox.collected() as children, scratch_folder(asset, name, lease.token.hex) as folder:
            run.children = children
            work(folder)
    except LeaseLost:
        run.end(StepOutcome.LOST)
    except Postponed as error:
        run.end(StepOutcome.WAITS, error)
        _postpone(asset, lease, error)
    except Refused as error:
        run.end(StepOutcome.REFUSED, error)
        _reject(asset, token, error)
    except Broken as error:
        run.end(StepOutcome.FAILED, error)
        _fail(asset, token, error.code, error.detail)
    except StorageDown as error:
        run.end(StepOutcome.WAITS, error)
        _wait_for_storage(asset, lease, token)
    except OSError as error:
        run.end(StepOutcome.FAILED, error)
        _fail(asset, token, "disk_full" if error.errno in NO_ROOM else "storage_failed", traceback.format_exc())
    except OperationalError:
        raise
    except Exception as error:
        run.end(StepOutcome.AGAIN, error)
        _try_again(asset, lease, error)
    else:
        run.end(StepOutcome.DONE)
        _forget_storage(asset)
        return True
    return False


def _reject(asset: Asset, token: UUID | None, error: Refused) -> None:
    """Refuse the file for good; nobody needs its bytes any more."""
    with transaction.atomic():
        if _end(asset, token, state=AssetState.REJECTED, error_code=error.code, error_detail=error.detail):
            publish(AssetRejected(asset_id=asset.pk, code=error.code))
            refused = storage.source_key(asset.key, asset.version)
            transaction.on_commit(lambda: storage.delete_keys([refused]), robust=True)


def _fail(asset: Asset, token: UUID | None, code: str, detail: str) -> None:
    """Stop with a named failure; a retry begins at the state where it stopped."""
    with transaction.atomic():
        fields = {"error_code": code, "error_detail": detail[-4000:], "failed_state": _begun_state(asset)}
        if _end(asset, token, state=AssetState.FAILED, **fields):
            publish(AssetFailed(asset_id=asset.pk, code=code))


def _begun_state(asset: Asset) -> str:
    return AssetState.ENCODING if asset.state == AssetState.PLANNED else asset.state


def _end(asset: Asset, token: UUID | None, **fields: object) -> bool:
    """Put the asset to rest if this version is still being worked on (and, with a token, by us); return whether it was."""
    rows = Asset.objects.filter(pk=asset.pk, version=asset.version, state__in=WORKING_STATES)
    if token is not None:
        rows = rows.filter(lease_token=token)
    return bool(rows.update(state_since=timezone.now(), lease_token=None, lease_until=None, attempts=0, **fields))


def _wait_for_storage(asset: Asset, lease: Lease, token: UUID | None) -> None:
    """Let the step wait for the file store, each time longer; after some hours it is a failure that somebody has to look at."""
    rows = Asset.objects.filter(pk=asset.pk, version=asset.version)
    tries = rows.values_list("storage_tries", flat=True).first() or 0
    if tries >= STORAGE_TRIES:
        _fail(asset, token, "storage_failed", traceback.format_exc())
        return
    rows.update(storage_tries=F("storage_tries") + 1)
    _postpone(asset, lease, Postponed("storage_waits", traceback.format_exc()), ring_in=min(WAIT * 2**tries, LONGEST_WAIT))


def _forget_storage(asset: Asset) -> None:
    """The store answers again: what waited for it goes on, and says so."""
    waited = Asset.objects.filter(pk=asset.pk, version=asset.version, storage_tries__gt=0)
    if waited.update(storage_tries=0):
        Asset.objects.filter(pk=asset.pk, error_code="storage_waits").update(error_code="", error_detail="")


def _postpone(asset: Asset, lease: Lease, error: Postponed, *, ring_in: timedelta = WAIT) -> None:
    """Let the step wait for what is away, and say so; the sweep rings for it again."""
    log.warning("step waits", extra={"asset": asset.pk}, exc_info=error)
    Asset.objects.filter(pk=asset.pk, version=asset.version).update(error_code=error.code, error_detail=error.detail[-4000:])
    try:
        lease.put_off(ring_in=ring_in)
    except LeaseLost:
        return


def _try_again(asset: Asset, lease: Lease, error: Exception) -> None:
    """Leave the step to be begun again shortly; the third time it is given up with the reason."""
    log.warning("step interrupted", extra={"asset": asset.pk}, exc_info=error)
    detail = "".join(traceback.format_exception(error))[-4000:]
    model = lease.rows.model
    attempts = model._default_manager.filter(pk=lease.pk).values_list("attempts", flat=True).first() or 0
    if attempts >= MAX_ATTEMPTS:
        _fail(asset, None, "killed" if isinstance(error, Interrupted) else "internal", detail)
        return
    Asset.objects.filter(pk=asset.pk, version=asset.version).update(error_detail=detail)
    try:
        lease.give_back(ring_in=AGAIN_AFTER)
    except LeaseLost:
        return


def ring_encoders() -> None:
    """Tell the encoders after commit that a piece is waiting."""
    from media_pipeline.tasks import encode_next_piece

    transaction.on_commit(lambda: encode_next_piece.delay(), robust=True)
