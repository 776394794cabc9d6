"""The lessons' videos: built, uploaded, captioned, and published once the pipeline has made them playable.

A course goes live with the texts of its lessons at once. Its videos are put into a second version, as a teacher would
do it; that version is handed in and approved when all of its videos are ready.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.api import Person
from courses.authoring.lessons import add_captions
from courses.authoring.models import LessonUpload
from courses.authoring.uploads import start_lesson_upload
from courses.catalogue.models import CoursePage
from courses.review.readiness import missing, readiness
from courses.review.services import approve_course, submit_course
from infra.demo.content.reading import Course, Lesson, courses
from infra.demo.loading.city import City, find_city
from infra.demo.loading.teaching import demo_courses, lessons_by_title
from infra.demo.videos.building import BuiltVideo, build_video
from infra.demo.videos.script import read_script
from media_pipeline.api import Asset, AssetState, receive_file

CAPTION_LANGUAGE = "zh-hans"


@dataclass(frozen=True)
class Place:
    """Where a video belongs: the course, the lesson, and the teacher who uploads it."""

    course: CoursePage
    text: Lesson
    teacher: Person


def videos_folder() -> Path:
    """Return where built videos are kept, to be used again by the next load."""
    return settings.VAR_DIR / "demo" / "videos"


def build_videos(texts: list[Lesson]) -> dict[str, BuiltVideo]:
    """Return the built videos of *texts* by the names of their scripts; two at a time."""
    scripts = [read_script(text.video) for text in texts]
    with ThreadPoolExecutor(max_workers=2) as pool:
        built = pool.map(lambda script: build_video(script, videos_folder(), ffmpeg=settings.FFMPEG), scripts)
        return dict(zip((script.name for script in scripts), built, strict=True))


def load_videos(city: City, texts: Sequence[Course]) -> list[BuiltVideo]:
    """Upload the videos of the courses *texts* that are not there yet, with their captions; return them."""
    places = _places_without_video(city, texts)
    built = build_videos([place.text for place in places])
    for place in places:
        _upload(place, built[place.text.video])
    return list(built.values())


def publish_ready_videos(city: City) -> list[CoursePage]:
    """Hand in and approve every course whose only open change is videos that are all ready by now; return these courses."""
    published = []
    for text, course in _courses_with_videos(city, courses()):
        if course.live and _has_new_video(course) and not missing(readiness(course)):
            with transaction.atomic():
                submission = submit_course(course, actor=city.people[text.teachers[0]])
                published.append(approve_course(submission, actor=city.reviewer))
    return published


def publish_demo_video(asset_id: int) -> list[CoursePage]:
    """Publish the demo courses that are ready now, if *asset_id* is one of the demo's own videos; return them."""
    upload = LessonUpload.objects.select_related("course").filter(asset_id=asset_id).first()
    titles = {text.title for text in courses() if any(lesson.video for lesson in text.lessons)}
    if upload is None or upload.course.draft_title not in titles:
        return []
    city = find_city()
    return publish_ready_videos(city) if city and upload.person in city.people.values() else []


def waiting_assets() -> list[int]:
    """Return the assets that the pipeline has something to do for, oldest first."""
    at_rest = [AssetState.UPLOADING, AssetState.READY, AssetState.REJECTED, AssetState.FAILED, AssetState.DAMAGED]
    return list(Asset.objects.exclude(state__in=at_rest).order_by("pk").values_list("pk", flat=True))


def _courses_with_videos(city: City, texts: Sequence[Course]) -> list[tuple[Course, CoursePage]]:
    present = demo_courses(city)
    return [(text, present[text.slug]) for text in texts if text.slug in present and any(x.video for x in text.lessons)]


def _places_without_video(city: City, texts: Sequence[Course]) -> list[Place]:
    places = []
    for text, course in _courses_with_videos(city, texts):
        lessons = lessons_by_title(course)
        for lesson in text.lessons:
            page = lessons.get(lesson.title)
            if lesson.video and page is not None and page.get_latest_revision_as_object().asset_id is None:
                places.append(Place(course, lesson, city.people[text.teachers[0]]))
    return places


def _has_new_video(course: CoursePage) -> bool:
    return any(
        lesson.asset_id is None and lesson.get_latest_revision_as_object().asset_id is not None
        for lesson in lessons_by_title(course).values()
    )


@transaction.atomic
def _upload(place: Place, video: BuiltVideo) -> None:
    """Send the file through the same door as a browser does, and add its captions."""
    lesson = lessons_by_title(place.course)[place.text.title]
    size = video.file.stat().st_size
    upload, _draft = start_lesson_upload(
        place.course,
        actor=place.teacher,
        file_name=f"{place.text.title}.mp4",
        size=size,
        content_type="video/mp4",
        lesson_id=lesson.pk,
    )
    receive_file(upload, video.file)
    add_captions(place.course, lesson.pk, actor=place.teacher, language=CAPTION_LANGUAGE, text=video.captions)
