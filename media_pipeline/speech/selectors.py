"""What a teacher sees of a machine that listens."""

from django.db.models import F

from media_pipeline.captions.models import Caption
from media_pipeline.enums import DictationState
from media_pipeline.speech.models import Dictation
from media_pipeline.speech.services import listens


def dictation_state(asset_id: int) -> DictationState:
    """Return how far listening to the playing version of a video is; ``OFF`` where no model is configured. Two queries."""
    if not listens():
        return DictationState.OFF
    row = Dictation.objects.filter(asset=asset_id, version=F("asset__ready_version")).first()
    if row is None:
        return DictationState.NOT_ASKED
    if row.is_stopped:
        return DictationState.FAILED
    if row.done_at is None:
        return DictationState.LISTENING
    kept = Caption.objects.filter(asset=asset_id, language=row.language).exists()
    return DictationState.WRITTEN if kept or row.heard else DictationState.SILENT
