"""Background work of the media pipeline. A message is only a bell: what is to be done stands in the database."""

from celery import shared_task

from media_pipeline.handouts import preparing
from media_pipeline.narration import checking, composing
from media_pipeline.narration import services as narration
from media_pipeline.processing import pipeline, sweeping
from media_pipeline.sealing import services as sealing
from media_pipeline.speech import services as speech
from media_pipeline.uploads import parts

HANDOUTS_A_SWEEP = 20


@shared_task
def advance_asset(asset_id: int) -> None:
    """Do the next step of one asset; each step that is done rings for the next."""
    pipeline.advance(asset_id)


@shared_task
def encode_next_piece() -> None:
    """Encode the piece that is next in line, and ring for the one after it."""
    if pipeline.encode_next():
        encode_next_piece.delay()


@shared_task
def prepare_handout(stored_file_id: int) -> None:
    """Read the words of one hand-out and draw its pages."""
    preparing.prepare_handout(stored_file_id)


@shared_task
def prepare_waiting_handouts() -> None:
    """Prepare the hand-outs whose ring was lost or whose worker died; runs every minute."""
    for stored_file_id in preparing.undone_handouts(HANDOUTS_A_SWEEP):
        preparing.prepare_handout(stored_file_id)


@shared_task
def sweep_media() -> None:
    """Ring again for what a crash or a lost message left behind; runs every minute."""
    sweeping.sweep()


@shared_task
def seal_package(sealing_id: int) -> None:
    """Make the encrypted copy of one package."""
    sealing.seal(sealing_id)


@shared_task
def sweep_sealings() -> None:
    """Ring again for encrypted copies that a crash left unmade; runs every five minutes."""
    sealing.sweep_sealings()


@shared_task
def write_down_speech(dictation_id: int) -> None:
    """Listen to one video."""
    speech.dictate(dictation_id)


@shared_task
def sweep_dictations() -> None:
    """Ring again for videos that a crash left unheard; runs every minute."""
    speech.sweep_dictations()


@shared_task
def check_recording(recording_id: int) -> None:
    """Look at one recording and bring it to even loudness."""
    checking.check_recording(recording_id)


@shared_task
def compose_narration(narration_id: int) -> None:
    """Make one deck and its recordings into a video."""
    composing.compose(narration_id)


@shared_task
def sweep_narrations() -> None:
    """Ring again for recordings and narrations that a crash left behind; runs every minute."""
    narration.ring_late()


@shared_task
def join_left_parts() -> None:
    """End the joining of uploads that a crash interrupted; runs every five minutes."""
    parts.join_left_parts()


@shared_task
def abort_old_parts() -> None:
    """Drop parts in the bucket that belong to no open upload; runs every six hours."""
    parts.abort_old_parts()


SCHEDULE = {
    "media_pipeline.sweep_dictations": {
        "task": "media_pipeline.tasks.sweep_dictations",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "media_pipeline.sweep_narrations": {
        "task": "media_pipeline.tasks.sweep_narrations",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "media_pipeline.sweep_sealings": {"task": "media_pipeline.tasks.sweep_sealings", "schedule": 300.0},
    "media_pipeline.join_left_parts": {
        "task": "media_pipeline.tasks.join_left_parts",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "media_pipeline.abort_old_parts": {"task": "media_pipeline.tasks.abort_old_parts", "schedule": 6 * 3600.0},
    "media_pipeline.sweep": {"task": "media_pipeline.tasks.sweep_media", "schedule": 60.0, "options": {"expires": 60.0}},
    "media_pipeline.prepare_handouts": {
        "task": "media_pipeline.tasks.prepare_waiting_handouts",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
}
ROUTES = {
    "media_pipeline.tasks.write_down_speech": {"queue": "speech"},
    "media_pipeline.tasks.compose_narration": {"queue": "encode"},
    "media_pipeline.tasks.encode_next_piece": {"queue": "encode"},
    "media_pipeline.tasks.prepare_handout": {"queue": "encode"},
    "media_pipeline.tasks.prepare_waiting_handouts": {"queue": "encode"},
}
