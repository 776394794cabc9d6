"""Background work of the media pipeline. A message is only a bell: what is to be done stands in the database."""

from celery import shared_task

from media_pipeline.processing import pipeline, sweeping


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
def sweep_media() -> None:
    """Ring again for what a crash or a lost message left behind; runs every minute."""
    sweeping.sweep()


SCHEDULE = {
    "media_pipeline.sweep": {"task": "media_pipeline.tasks.sweep_media", "schedule": 60.0, "options": {"expires": 60.0}},
}
ROUTES = {"media_pipeline.tasks.encode_next_piece": {"queue": "encode"}}
