"""What the composition root does when something happened: the demo city publishes its videos as they become ready."""

from foundation.api import receives
from infra.demo.loading.media import publish_demo_video
from media_pipeline.api import AssetReady


@receives(AssetReady)
def publish_demo_videos(event: AssetReady) -> None:
    """Hand in and approve the demo course that waited for this video; every other video waits for people."""
    publish_demo_video(event.asset_id)
