"""What the worker does with a recording: the gate, then one encode at even loudness, which every browser plays.

Nothing after this step opens a stranger's file: hearing it again and composing use what this site encoded.
"""

import traceback
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from media_pipeline import storage
from media_pipeline.assets.leases import MAX_ATTEMPTS, RING_AGAIN, Lease
from media_pipeline.enums import RecordingState
from media_pipeline.errors import Broken, Interrupted, LeaseLost, Postponed, Refused
from media_pipeline.narration.models import Recording
from media_pipeline.processing import ffmpeg, gate, scanner
from media_pipeline.processing.making import gain_for, run_tool
from media_pipeline.processing.sandbox import WHOLE_FILE_LIMITS
from media_pipeline.processing.scratch import fresh_folder
from media_pipeline.storage import StorageDown

LONGEST_MS = 60 * 60 * 1000
STEP_MS = 500
"""A recording's length is rounded up to this: pictures of the composed video stand for so long."""
TAKE_RATE = "128k"
AGAIN_AFTER = timedelta(seconds=20)


def check_recording(recording_id: int) -> bool:
    """Check one recording, unless that is done or being done; return whether it was taken now."""
    waiting = Recording.objects.filter(state=RecordingState.WAITING)
    row = waiting.filter(pk=recording_id).first()
    if row is None:
        return False
    lease = Lease(waiting, row.pk)
    if not lease.take():
        return False
    if row.attempts >= MAX_ATTEMPTS:
        _refuse(row, lease, Refused("not_checked", row.error_detail))
        return False
    try:
        with fresh_folder(f"recording-{row.key}/{lease.token}", earlier="*", size=row.size) as folder:
            _take(row, lease, folder)
    except LeaseLost:
        if not Recording.objects.filter(pk=row.pk).exists():  # taken off the page meanwhile
            storage.delete_folder(storage.recording_folder(row.key))
    except Refused as error:
        _refuse(row, lease, error)
    except (Postponed, StorageDown) as error:
        lease.put_off(ring_in=RING_AGAIN, error_detail=str(error)[-4000:])
    except (Broken, Interrupted, OSError):
        _try_again(row, lease, traceback.format_exc()[-4000:])
    else:
        return True
    return False


def _take(row: Recording, lease: Lease, folder: Path) -> None:
    """Look at the file, encode it, and keep that in its place."""

    def tick() -> None:
        lease.renew_sometimes()

    take = folder / "take.m4a"
    with storage.local_file(row.storage_key, folder) as path:
        gate.check_stored(path, row.size)
        scanner.scan(path, tick)
        facts = gate.examine(path, folder, tick)
        if facts.has_video:
            raise Refused("is_video")
        if facts.duration_ms > LONGEST_MS:
            raise Refused("too_long", f"{facts.duration_ms} ms")
        length_ms = -(-facts.duration_ms // STEP_MS) * STEP_MS
        sound, seconds = facts.audio_index, Fraction(length_ms, 1000)
        measured = run_tool(ffmpeg.measure_loudness(path, sound), folder, lambda _ms: tick(), WHOLE_FILE_LIMITS)
        gain = gain_for(measured.tail)
        encoding = ffmpeg.encode_sound(path, sound, gain=gain, seconds=seconds, target=take, rate=TAKE_RATE)
        run_tool(encoding, folder, lambda _ms: tick(), WHOLE_FILE_LIMITS)
    came_in = row.storage_key
    size, digest = storage.put_file(storage.recording_key(row.key, is_checked=True), take)
    kept = {"size": size, "sha256": digest, "duration_ms": length_ms}
    lease.save(state=RecordingState.READY, error_code="", error_detail="", **kept)
    storage.delete_keys([came_in])


def _refuse(row: Recording, lease: Lease, error: Refused) -> None:
    """Say why on the page; nobody needs the bytes any more."""
    try:
        lease.save(state=RecordingState.REFUSED, size=0, error_code=error.code, error_detail=error.detail[-4000:])
    except LeaseLost:
        return
    storage.delete_folder(storage.recording_folder(row.key))


def _try_again(row: Recording, lease: Lease, detail: str) -> None:
    """Leave it to be begun again shortly; the third time it is refused."""
    if row.attempts + 1 >= MAX_ATTEMPTS:
        _refuse(row, lease, Refused("not_checked", detail))
        return
    try:
        lease.give_back(ring_in=AGAIN_AFTER, error_detail=detail)
    except LeaseLost:
        return
