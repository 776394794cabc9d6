"""A course with a really packaged lesson, and people who may and may not watch it: run as a command on the product's database.

``python -m tests.e2e.watched VIDEO`` prints, as one JSON object, the session cookies of a learner and a stranger and the addresses
of two lessons of the same video: ``open``, and ``sealed`` in a course that encrypts and marks its viewers.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import django

CAPTIONS = "00:00.000 --> 00:08.000\n先坐五分钟，不说话。\n\n00:08.000 --> 00:30.000\n袖带下缘离肘窝两横指。\n"


def main(video: Path) -> None:
    """Make people, courses and the package."""
    django.setup()
    from courses.enrolment.services import enrol
    from courses.protection.services import set_protection
    from media_pipeline.api import attach_captions
    from tests.e2e.world import count_from, sign_in
    from tests.factories.accounts import PersonFactory
    from tests.factories.courses import CoursePageFactory, LessonPageFactory
    from tests.factories.organisations import RoleGrantFactory

    count_from(int(sys.argv[2]) if len(sys.argv) > 2 else 9000)
    grant = RoleGrantFactory(person__full_name="陈慧敏")
    learner, stranger = PersonFactory(full_name="林晓芸"), PersonFactory(full_name="高远")
    course, secret = (
        CoursePageFactory(title=title, owner=grant.person, organisation=grant.organisation)
        for title in ("居家照护入门", "内部培训")
    )
    asset, lesson = packaged(course, video, grant.person)
    attach_captions(asset.pk, actor=grant.person, language="zh", text=CAPTIONS)
    sealed = LessonPageFactory(course=secret, title="量血压", asset_id=asset.pk, duration_ms=asset.duration_ms)
    set_protection(secret, actor=grant.person, encrypts=True, marks_viewer=True)
    seal_now(asset.pk)
    for page in (course, secret):
        enrol(page, actor=learner)
    told = {
        "sessions": {"learner": sign_in(learner), "stranger": sign_in(stranger), "teacher": sign_in(grant.person)},
        "lessons": {"open": lesson.url, "sealed": sealed.url},
        "ids": {"open": lesson.pk, "sealed": sealed.pk},
    }
    sys.stdout.write(json.dumps(told))


def packaged(course: Any, video: Path, teacher: Any) -> tuple[Any, Any]:
    """Upload *video* into *course* and do a worker's work, beside the product's own, until it plays; return asset and lesson."""
    from courses.authoring.uploads import note_duration, start_lesson_upload
    from courses.catalogue.models import CoursePage, LessonPage
    from media_pipeline.api import Asset, AssetState, receive_file
    from media_pipeline.processing import pipeline

    upload, lesson = start_lesson_upload(course, actor=teacher, file_name="量血压.mp4", size=video.stat().st_size)
    receive_file(upload, video)
    while (asset := Asset.objects.get(pk=upload.asset_id)).state != AssetState.READY:
        if asset.state in (AssetState.FAILED, AssetState.REJECTED):
            raise SystemExit(asset.error_detail)
        if not (pipeline.advance(asset.pk) or pipeline.encode_next()):
            time.sleep(0.05)
    note_duration(asset.pk, asset.duration_ms)
    LessonPage.objects.get(pk=lesson.pk).latest_revision.publish()
    CoursePage.objects.get(pk=course.pk).latest_revision.publish()
    return asset, LessonPage.objects.get(pk=lesson.pk)


def seal_now(asset_id: int) -> None:
    """Have the encrypted copy made, here or by the product's worker."""
    from media_pipeline.sealing.models import Sealing
    from media_pipeline.sealing.services import seal

    waiting = Sealing.objects.filter(asset_id=asset_id, done_at=None)
    while sealing := waiting.first():
        if not seal(sealing.pk):
            time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
