"""Background work of the media pipeline. A message is only a bell: what is to be done stands in the database."""

from celery import shared_task

from media_pipeline.processing import pipeline


@shared_task(queue="fast")
def advance_asset(asset_id: int) -> None:
    """Do the next step of one asset."""
    pipeline.advance(asset_id)


@shared_task(queue="encode")
def encode_next_piece() -> None:
    """Encode the piece that is next in line."""
    pipeline.encode_next()


@shared_task(queue="fast")
def sweep_media() -> None:
    """Ring again for what a crash or a lost message left behind; runs every minute."""
    pipeline.sweep()
