"""Background work of the media pipeline. A message is only a bell: what is to be done stands in the database."""

from celery import shared_task

from media_pipeline.processing import pipeline


@shared_task
def advance_asset(asset_id: int) -> None:
    """Do the next step of one asset."""
    pipeline.advance(asset_id)
