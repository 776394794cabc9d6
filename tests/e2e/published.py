"""``python -m tests.e2e.published COURSE LESSON``: have the draft approved and the resident enrolled; prints the lesson address."""

import json
import sys

import django

from tests.e2e.seed import people_called


def main(course_id: int, lesson_id: int) -> None:
    """Publish the course as its reviewer would; nothing is said in its video."""
    django.setup()
    from courses.authoring.lessons import update_lesson
    from courses.catalogue.models import CoursePage, LessonPage
    from courses.enrolment.services import enrol
    from courses.review.services import approve_course, submit_course

    teacher, reviewer, resident = people_called("陈慧敏", "吴国强", "林晓芸")
    course = CoursePage.objects.get(pk=course_id)
    update_lesson(course, lesson_id, actor=teacher, values={"captions_waiver_reason": "录音就是课件上的文字"})
    approve_course(submit_course(course, actor=teacher), actor=reviewer)
    enrol(CoursePage.objects.get(pk=course_id), actor=resident)
    sys.stdout.write(json.dumps(LessonPage.objects.get(pk=lesson_id).url))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
