"""The whole demo city in one call."""

from dataclasses import dataclass

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


def load_everything() -> Report:
    """Put the demo city in place and return what was added; a second call adds nothing.

    Transcoding is not done here: the uploads ring the worker as any upload does.
    """
    with quiet_indexes():
        load_site()
        city = load_city()
        courses = load_courses(city)
        enrolments = load_learning(city)
        videos = load_videos(city)
    if courses:
        build_indexes()
    return Report(city, len(courses), enrolments, len(videos), all(video.narrated for video in videos))


def transcode_now(city: City) -> None:
    """Do the worker's part here: bring every waiting video to its end, then publish the courses that have them."""
    while _advance_all() or pipeline.encode_next():
        pass
    publish_ready_videos(city)


def _advance_all() -> bool:
    """Do one step of every waiting video; return whether there was any to do."""
    steps = [pipeline.advance(asset_id) for asset_id in waiting_assets()]
    return any(steps)
