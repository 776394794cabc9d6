"""The whole demo city in one call."""

from collections.abc import Sequence
from dataclasses import dataclass

from infra.demo.content.reading import Course, courses
from infra.demo.loading.city import City, load_city
from infra.demo.loading.indexes import build_indexes, quiet_indexes
from infra.demo.loading.learning import load_learning
from infra.demo.loading.media import load_videos, publish_ready_videos, waiting_assets
from infra.demo.loading.site import load_site
from infra.demo.loading.teaching import load_courses
from media_pipeline.processing import pipeline


@dataclass(frozen=True)
class Report:
    """What a load added: numbers of courses, enrolments and videos, and whether the videos have a voice."""

    city: City
    courses: int
    enrolments: int
    videos: int
    narrated: bool


def load_everything(texts: Sequence[Course] | None = None) -> Report:
    """Put the demo city with the courses *texts* (all by default) in place; return what was added. A second call adds nothing.

    Transcoding is not done here: the uploads ring the worker as any upload does.
    """
    texts = courses() if texts is None else texts
    with quiet_indexes():
        load_site()
        city = load_city()
        added = load_courses(city, texts)
        enrolments = load_learning(city, texts)
        videos = load_videos(city, texts)
    if added:
        build_indexes()
    return Report(city, len(added), enrolments, len(videos), all(video.narrated for video in videos))


def transcode_now(city: City) -> None:
    """Do the worker's part here: bring every waiting video to its end, then publish the courses that have them."""
    while _advance_all() or pipeline.encode_next():
        pass
    publish_ready_videos(city)


def _advance_all() -> bool:
    """Do one step of every waiting video; return whether there was any to do."""
    steps = [pipeline.advance(asset_id) for asset_id in waiting_assets()]
    return any(steps)
