"""Making one video file of a deck's pages and its recordings, and handing it to the ordinary pipeline as an upload's bytes.

Nothing of it is published: sizes for all phones, sound alone, captions and checks are the pipeline's, as for any upload.
See ``docs/decisions/0007-a-deck-becomes-an-upload.md``.
"""

import shutil
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from foundation.api import Conflict, publish
from media_pipeline import storage
from media_pipeline.assets.leases import MAX_ATTEMPTS, RING_AGAIN, Lease
from media_pipeline.assets.models import Asset
from media_pipeline.assets.services import mark_stored
from media_pipeline.assets.step_notes import StepNote
from media_pipeline.enums import AssetState, NarrationState, RecordingState, StepOutcome
from media_pipeline.errors import NO_ROOM, Broken, Interrupted, LeaseLost, Refused
from media_pipeline.events import AssetFailed
from media_pipeline.handouts.models import PagePicture
from media_pipeline.handouts.picturing import BOUNDS
from media_pipeline.narration.checking import STEP_MS
from media_pipeline.narration.models import Narration, PageTimes, Recording
from media_pipeline.narration.services import stop_composing
from media_pipeline.processing import ffmpeg, sandbox
from media_pipeline.processing.making import run_tool
from media_pipeline.processing.sandbox import WHOLE_FILE_LIMITS
from media_pipeline.processing.scratch import scratch_folder
from media_pipeline.storage import StorageDown
from media_pipeline.uploads.services import reserve_room

AGAIN_AFTER = timedelta(seconds=20)
LEAST_HEIGHT, MOST_HEIGHT = 360, 960
BYTES_A_SECOND = 2 * ffmpeg.SAMPLE_RATE
"""Of the sound on its way: mono, 16 bit."""

type Score = list[dict[str, Any]]


def compose(narration_id: int) -> bool:
    """Compose one narration, unless that is done or being done; return whether it was handed over now."""
    composing = Narration.objects.filter(state=NarrationState.COMPOSING)
    row = composing.select_related("asset").filter(pk=narration_id).first()
    if row is None:
        return False
    lease = Lease(composing, row.pk)
    if not lease.take():
        return False
    asset = row.asset
    if asset is None or not _still_waits(asset, row.version):
        _stop(row, lease, "cancelled", "the video does not wait for it any more")
        return False
    if row.attempts >= MAX_ATTEMPTS:
        _stop(row, lease, "killed", row.error_detail)
        return False
    return _run(row, asset, lease)


def _still_waits(asset: Asset, version: int) -> bool:
    return (asset.state, asset.version) == (AssetState.COMPOSING, version)


def _run(row: Narration, asset: Asset, lease: Lease) -> bool:
    """Compose under the lease and settle how it ended."""
    note = StepNote(asset, "compose")
    try:
        with sandbox.collected() as children, scratch_folder(asset, "compose", lease.token.hex) as folder:
            note.children = children
            _compose(row, asset, lease, folder)
    except LeaseLost:
        note.end(StepOutcome.LOST)
    except (Refused, Conflict) as error:
        note.end(StepOutcome.REFUSED, error)
        _stop(row, lease, error.code, str(error))
    except StorageDown as error:
        note.end(StepOutcome.WAITS, error)
        with suppress(LeaseLost):
            lease.put_off(ring_in=RING_AGAIN, error_detail=str(error)[-4000:])
    except (Broken, Interrupted, OSError) as error:
        note.end(StepOutcome.AGAIN, error)
        _try_again(row, lease, error)
    else:
        note.end(StepOutcome.DONE)
        return True
    return False


def _compose(row: Narration, asset: Asset, lease: Lease, folder: Path) -> None:
    score: Score = row.wanted or []
    total_ms = sum(page["ms"] for page in score)
    _check_disk(folder, total_ms)

    def said(share: float) -> Callable[[int], None]:
        return lambda done_ms: lease.renew_sometimes(percent=min(99, int(share * 100 + (100 - share * 100) * done_ms / total_ms)))

    pictures, recordings = _rows_of(row, score)
    size = _size_for(list(pictures.values()))
    sound, listing, frames = folder / "sound.pcm", folder / "pages.txt", 0
    times: list[list[int]] = []
    with sound.open("wb") as joined, listing.open("w") as lines:
        for page in score:
            lease.renew_sometimes()
            times.append([page["number"], frames * STEP_MS])
            fitted = _fit(pictures[page["number"]], size, folder)
            _append_sound(joined, recordings.get(page["number"]), page["ms"], folder, lease)
            lines.write(f"file '{fitted}'\nduration {page['ms'] / 1000:.3f}\n")
            frames += page["ms"] // STEP_MS
    target = folder / "lesson.mp4"
    run_tool(ffmpeg.compose(listing, sound, frames=frames, target=target), folder, said(0.2), WHOLE_FILE_LIMITS)
    _hand_over(row, asset, lease, target, times)


def _rows_of(row: Narration, score: Score) -> tuple[dict[int, PagePicture], dict[int, Recording]]:
    """Return the rows of what was asked for by page; ``Refused`` when pages or recordings are others by now."""
    drawn = PagePicture.objects.select_related("stored_file").filter(stored_file=row.deck_id or 0, bound=BOUNDS[-1])
    pictures = {picture.number: picture for picture in drawn}
    recordings = {found.number: found for found in row.recordings.filter(state=RecordingState.READY)}
    for page in score:
        number = page["number"]
        picture, recording = pictures.get(number), recordings.get(number)
        if picture is None or picture.sha256 != page["picture"]:
            raise Refused("deck_changed", f"page {number} looks different")
        if page["sound"] and (recording is None or recording.source_sha256 != page["sound"]):
            raise Refused("deck_changed", f"page {number} sounds different")
    spoken = {page["number"] for page in score if page["sound"]}
    return pictures, {number: found for number, found in recordings.items() if number in spoken}


def _size_for(pictures: list[PagePicture]) -> tuple[int, int]:
    """Return the size into which all pages fit: as wide as they were drawn, as high as the highest up to 4:3."""
    height = min(MOST_HEIGHT, max(LEAST_HEIGHT, *(picture.height * BOUNDS[-1] // picture.width for picture in pictures)))
    return BOUNDS[-1], height // 2 * 2


def _fit(picture: PagePicture, size: tuple[int, int], folder: Path) -> Path:
    """Draw a page into the common size and return the file."""
    target = folder / f"page-{picture.number:04d}.png"
    with storage.local_file(picture.storage_key, folder) as path:
        run_tool(ffmpeg.fit_page(path, size, target), folder, lambda _ms: None)
    return target


def _append_sound(joined: Any, recording: Recording | None, length_ms: int, folder: Path, lease: Lease) -> None:
    """Write exactly *length_ms* of samples: the recording, or silence."""
    wanted = length_ms * BYTES_A_SECOND // 1000
    begin = joined.tell()
    if recording is not None:
        raw = folder / "page.pcm"
        with storage.local_file(recording.storage_key, folder) as path:
            run_tool(ffmpeg.decode_take(path, raw), folder, lambda _ms: lease.renew_sometimes(), WHOLE_FILE_LIMITS)
        with raw.open("rb") as samples:
            shutil.copyfileobj(samples, joined, 1 << 20)
        raw.unlink()
    joined.seek(begin + wanted)
    joined.truncate()


def _check_disk(folder: Path, total_ms: int) -> None:
    needed = 2 * total_ms * BYTES_A_SECOND // 1000
    if storage.free_bytes(folder) < needed:
        raise Broken("disk_full", f"needs {needed} bytes of scratch")


def _hand_over(row: Narration, asset: Asset, lease: Lease, made: Path, times: list[list[int]]) -> None:
    """Put the file where an upload's bytes lie, and let the pipeline begin; killed before the commit, the next attempt repeats."""
    size = made.stat().st_size
    with transaction.atomic():
        lease.save(state=NarrationState.COMPOSED, percent=100, error_code="", error_detail="")
        reserve_room(row.organisation_id, size)
        locked = Asset.objects.select_for_update().filter(pk=asset.pk).first()
        if locked is None or not _still_waits(locked, row.version):
            raise LeaseLost
        storage.put_file(storage.source_key(locked.key, locked.version), made)
        locked.size = size
        locked.save(update_fields=["size"])
        PageTimes.objects.update_or_create(asset=locked, version=locked.version, defaults={"deck_id": row.deck_id, "times": times})
        mark_stored(locked)


def _stop(row: Narration, lease: Lease, code: str, detail: str) -> None:
    """End with a reason that the teacher reads, unless somebody else goes on."""
    with transaction.atomic():
        locked = Narration.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if locked.lease_token != lease.token:
            return
        if stop_composing(locked, code, detail) and locked.asset_id:
            publish(AssetFailed(asset_id=locked.asset_id, code="compose_failed"))


def _try_again(row: Narration, lease: Lease, error: Exception) -> None:
    detail = "".join(traceback.format_exception(error))[-4000:]
    if row.attempts + 1 >= MAX_ATTEMPTS:
        no_room = getattr(error, "errno", None) in NO_ROOM or getattr(error, "code", "") == "disk_full"
        _stop(row, lease, "disk_full" if no_room else "killed" if isinstance(error, Interrupted) else "internal", detail)
        return
    with suppress(LeaseLost):
        lease.give_back(ring_in=AGAIN_AFTER, error_detail=detail)
