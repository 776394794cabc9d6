"""Background work of the media pipeline. A message is only a bell: what is to be done stands in the database."""

from celery import shared_task

from media_pipeline.handouts import reading
from media_pipeline.processing import pipeline, sweeping

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
def read_handout(stored_file_id: int) -> None:
    """Read the text of one hand-out."""
    reading.read_handout(stored_file_id)


@shared_task
def read_waiting_handouts() -> None:
    """Read the hand-outs whose ring was lost; runs every minute."""
    for stored_file_id in reading.waiting_handouts(HANDOUTS_A_SWEEP):
        reading.read_handout(stored_file_id)


@shared_task
def sweep_media() -> None:
    """Ring again for what a crash or a lost message left behind; runs every minute."""
    sweeping.sweep()


SCHEDULE = {
    "media_pipeline.sweep": {"task": "media_pipeline.tasks.sweep_media", "schedule": 60.0, "options": {"expires": 60.0}},
    "media_pipeline.read_handouts": {
        "task": "media_pipeline.tasks.read_waiting_handouts",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
}
ROUTES = {
    "media_pipeline.tasks.encode_next_piece": {"queue": "encode"},
    "media_pipeline.tasks.read_handout": {"queue": "encode"},
    "media_pipeline.tasks.read_waiting_handouts": {"queue": "encode"},
}
