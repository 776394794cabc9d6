"""Two courses for the walk of somebody who searches, one with a filmed lesson: run as a command with the video's path.

Everything goes through the product's own services.
"""

import json
import sys
import time
from pathlib import Path

import django

from tests.e2e.seed import people_called

TITLES = {"beginner": "低压电工作业安全", "advanced": "电工故障诊断与检修"}
PATIENCE = 180
LESSON = "停电以后先做三件事"
SECOND = 8
CAPTIONS = f"""WEBVTT

00:00.000 --> 00:0{SECOND}.000
停电不等于没有电，先在柜门上挂牌。

00:0{SECOND}.000 --> 00:12.000
电工上梯之前，要用验电笔逐相验电。
"""


def main(video: Path) -> None:
    """Make and publish both courses, and have the resident of the walk join the one with the video."""
    django.setup()
    from courses.authoring.lessons import add_captions, update_lesson
    from courses.authoring.outline import add_lesson
    from courses.authoring.services import create_course
    from courses.authoring.uploads import start_lesson_upload
    from courses.catalogue.models import CoursePage, Subject
    from courses.enrolment.services import enrol
    from courses.review.services import approve_course, submit_course
    from media_pipeline.api import receive_file
    from organisations.api import Organisation

    college = Organisation.objects.get(slug="walk-college")
    teacher, reviewer, resident = people_called("陈慧敏", "吴国强", "林晓芸")
    subject, _ = Subject.objects.get_or_create(slug="electricity", defaults={"name": "电气"})
    slugs: dict[str, str] = {}
    for level, title in TITLES.items():
        values = {
            "summary": "进配电房之前要知道的事：停电、验电、挂接地线，一步也不能少，每步都说明为什么。",
            "outcomes": ["会停电和验电", "会挂接地线"],
            "service_kinds": ["skill"],
            "subject_id": subject.pk,
            "level": level,
            "hours": "4.0",
            "licence": "own",
            "generated_cover_accepted": True,
        }
        course = create_course(college, actor=teacher, title=title, values=values)
        lesson = add_lesson(course, actor=teacher, title=LESSON if level == "beginner" else "看懂接线图")
        update_lesson(course, lesson.pk, actor=teacher, values={"text": "先停电，再验电。\n\n- 挂牌\n- 验电"})
        if level == "beginner":
            size = video.stat().st_size
            upload, _draft = start_lesson_upload(
                course, actor=teacher, file_name=video.name, size=size, content_type="video/mp4", lesson_id=lesson.pk
            )
            receive_file(upload, video)
            add_captions(course, lesson.pk, actor=teacher, language="zh-hans", text=CAPTIONS)
            wait_until_ready(upload.asset_id)
        approve_course(submit_course(course, actor=teacher), actor=reviewer)
        slugs[level] = CoursePage.objects.get(pk=course.pk).slug
    enrol(CoursePage.objects.get(slug=slugs["beginner"]), actor=resident)
    sys.stdout.write(json.dumps(slugs))


def wait_until_ready(asset_id: int) -> None:
    """Do what of the worker's part the product's own worker has not taken, until the video can be played."""
    from media_pipeline.api import Asset, AssetState
    from media_pipeline.processing import pipeline

    for _ in range(PATIENCE):
        if not (pipeline.advance(asset_id) or pipeline.encode_next()):
            time.sleep(1)
        if Asset.objects.get(pk=asset_id).state == AssetState.READY:
            return
    raise SystemExit("the video is not ready")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
