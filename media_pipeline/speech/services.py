"""Having a machine write down what is said in a video, as a draft that a person has to approve.

It listens to the sound of the finished package, which this site encoded itself, brought to 16 kHz by ffmpeg. The engine runs in
the sandbox without a network, like every program here; where no model is configured, nothing is ever asked for.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import Conflict, NotAllowed
from media_pipeline import storage
from media_pipeline.assets import policies
from media_pipeline.assets.leases import MAX_ATTEMPTS, RING_AGAIN, Lease
from media_pipeline.assets.models import Asset
from media_pipeline.assets.step_notes import StepNote
from media_pipeline.captions.models import Caption
from media_pipeline.captions.services import keep_dictation
from media_pipeline.enums import AssetState, StepOutcome
from media_pipeline.errors import Interrupted, LeaseLost, Refused, StepError
from media_pipeline.processing import ffmpeg, sandbox
from media_pipeline.processing.making import run_tool
from media_pipeline.processing.sandbox import WHOLE_FILE_LIMITS, Limits, run_child
from media_pipeline.processing.scratch import scratch_folder
from media_pipeline.speech.cutting import cues_of
from media_pipeline.speech.models import Dictation

SCRIPT = Path(__file__).parent / "listen.py"
AGAIN_AFTER = timedelta(minutes=2)
_BASE_MEMORY = 2 << 30


def listens() -> bool:
    """Tell whether a model is configured."""
    return bool(settings.SPEECH_MODEL_DIR)


def dictate_when_ready(asset_id: int) -> None:
    """Have a video that became ready listened to, if it has sound and no captions. Call in the step's transaction."""
    if listens():
        asset = Asset.objects.filter(pk=asset_id, has_sound=True).first()
        if asset and not Caption.objects.filter(asset=asset).exists():
            _ask(asset)


def request_dictation(asset_id: int, *, actor: Person) -> None:
    """A person asks for a draft; asking again while it is being made changes nothing."""
    with transaction.atomic():
        asset = Asset.objects.select_for_update().get(pk=asset_id)
        if not policies.may_work_on(actor, asset):
            raise NotAllowed(_("只有上传的人、这门课的教师和机构管理员可以改它的字幕。"))
        if not listens():
            raise Conflict(_("这个网站没有装听写用的模型。请自己写字幕，或上传字幕文件。"))
        if not asset.ready_version or not asset.has_sound:
            raise Conflict(_("视频还没有处理好，或者没有声音，现在不能听写。"))
        if Caption.objects.filter(asset=asset, language=settings.SPEECH_LANGUAGE).exists():
            raise Conflict(_("已经有这个语言的字幕了，听写不会盖掉它。请在字幕里直接改。"))
        _ask(asset)


def _ask(asset: Asset) -> None:
    """Write down what is wanted, anew where it ended without captions, and ring for it."""
    row, is_new = Dictation.objects.get_or_create(
        asset=asset, version=asset.ready_version, defaults={"language": settings.SPEECH_LANGUAGE}
    )
    ended = Dictation.objects.filter(Q(is_stopped=True) | Q(done_at__isnull=False), pk=row.pk)
    if is_new or ended.update(
        is_stopped=False, done_at=None, attempts=0, lease_token=None, error="", language=settings.SPEECH_LANGUAGE
    ):
        _ring(row.pk)


def _ring(dictation_id: int) -> None:
    from media_pipeline.tasks import write_down_speech

    transaction.on_commit(lambda: write_down_speech.delay(dictation_id), robust=True)


def dictate(dictation_id: int) -> bool:
    """Listen to one video, unless that is done or being done; return whether it was done now."""
    row = Dictation.objects.select_related("asset").filter(pk=dictation_id, done_at=None, is_stopped=False).first()
    if row is None or row.asset.ready_version != row.version or row.asset.state == AssetState.DELETING or not listens():
        return False
    lease = Lease(Dictation.objects.filter(done_at=None, is_stopped=False), row.pk)
    if not lease.take():
        return False
    if row.attempts >= MAX_ATTEMPTS:
        _stop(row, lease, "killed three times")
        return False
    note = StepNote(row.asset, "speech")
    try:
        with sandbox.collected() as children, scratch_folder(row.asset, "speech", lease.token.hex) as folder:
            note.children = children
            _listen(row, lease, folder)
    except LeaseLost as error:
        note.end(StepOutcome.LOST, error)
    except Refused as error:
        note.end(StepOutcome.REFUSED, error)
        _stop(row, lease, f"{error.code}: {error.detail}")
    except (StepError, Interrupted, OSError) as error:
        note.end(StepOutcome.AGAIN, error)
        _try_again(row, lease, str(error))
    else:
        note.end(StepOutcome.DONE)
        return True
    return False


def _listen(row: Dictation, lease: Lease, folder: Path) -> None:
    """Bring the sound to what engines take, listen, and keep the draft together with the end of the work."""
    asset = row.asset
    key = f"{storage.output_folder(asset.key, asset.folder)}/audio.mp4"
    wav = folder / "sound.wav"
    with storage.local_file(key, folder) as path:
        run_tool(ffmpeg.speech_wav(path, wav), folder, lambda _ms: lease.renew_sometimes(), WHOLE_FILE_LIMITS)
    duration_ms = asset.duration_ms or 0
    cues = cues_of(_hear(wav, row.language, duration_ms, folder, lease), duration_ms)
    with transaction.atomic():
        locked = Asset.objects.select_for_update().get(pk=asset.pk)
        lease.save(done_at=timezone.now(), heard=len(cues), error="")
        keep_dictation(locked, language=row.language, cues=cues)


def _hear(wav: Path, language: str, duration_ms: int, folder: Path, lease: Lease) -> list[tuple[float, float, str]]:
    """Run the engine on *wav*. ``Refused`` when engine or model cannot be used, ``Interrupted`` when it was killed."""
    lines: list[str] = []
    model = Path(settings.SPEECH_MODEL_DIR).resolve()
    result = run_child(
        [sys.executable, "-I", str(SCRIPT), settings.SPEECH_ENGINE, str(model), str(wav.resolve()), language],
        limits=_limits(model, duration_ms),
        folder=folder,
        on_line=lines.append,
        on_tick=lease.renew_sometimes,
    )
    if result.code < 0 or result.stalled:
        raise Interrupted(f"signal {-result.code}\n{result.tail}")
    if result.code:
        raise Refused("speech_unusable", result.tail)
    return [(begin, end, words) for begin, end, words in map(json.loads, lines)]


def _limits(model: Path, duration_ms: int) -> Limits:
    """Return what the engine may use: room for the model some times over, and four times the length of the sound in time."""
    size = sum(path.stat().st_size for path in model.rglob("*") if path.is_file())
    seconds = duration_ms // 1000
    return Limits(memory=_BASE_MEMORY + 4 * size, processor=600 + 4 * seconds, file_size=1 << 20, stall=300.0)


def _try_again(row: Dictation, lease: Lease, error: str) -> None:
    if row.attempts + 1 >= MAX_ATTEMPTS:
        _stop(row, lease, error)
        return
    Dictation.objects.filter(pk=row.pk, lease_token=lease.token).update(error=error[:1000])
    try:
        lease.give_back(ring_in=AGAIN_AFTER)
    except LeaseLost:
        return


def _stop(row: Dictation, lease: Lease, error: str) -> None:
    """Give up: a person may ask again."""
    Dictation.objects.filter(pk=row.pk, lease_token=lease.token).update(
        is_stopped=True, error=error[:1000], lease_token=None, lease_until=None
    )


def sweep_dictations() -> int:
    """Ring for what lost its worker, its message or its chance; return for how many."""
    if not listens():
        return 0
    late = Q(lease_until__lt=Now()) | Q(lease_until=None, asked_at__lt=timezone.now() - RING_AGAIN)
    waiting = Dictation.objects.filter(late, done_at=None, is_stopped=False, version=F("asset__ready_version"))
    ids = list(waiting.order_by("asked_at").values_list("pk", flat=True)[:100])
    Dictation.objects.filter(pk__in=ids, lease_until__lt=Now()).update(lease_token=None, lease_until=Now() + RING_AGAIN)
    for dictation_id in ids:
        _ring(dictation_id)
    return len(ids)
