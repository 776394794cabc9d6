"""Courses for the walks through the authoring screens, made by the product's own services: run as a command, a title each.

``python -m tests.e2e.authored TITLE STATE`` with the state ``draft``, ``waiting``, ``returned``, ``live`` or ``soon`` prints
the course's id, its slug and the id of its latest submission. ``soon`` is approved for a few seconds from now.
"""

import json
import sys
from datetime import timedelta

import django

from tests.e2e.seed import people_called


def main(title: str, state: str) -> None:
    """Make the course."""
    django.setup()
    from django.utils import timezone

    from accounts.api import Person
    from courses.authoring.lessons import update_lesson
    from courses.authoring.outline import add_lesson
    from courses.authoring.services import create_course
    from courses.catalogue.models import CoursePage, Subject
    from courses.review.services import approve_course, return_course, submit_course
    from organisations.api import Organisation, Role, grant_role

    college = Organisation.objects.get(slug="walk-college")
    manager, teacher, reviewer = people_called("周明远", "陈慧敏", "吴国强")
    if not Person.objects.filter(full_name="何建国").exists():
        colleague = Person.objects.create_user(phone="+8613700000009", full_name="何建国", password=None)
        grant_role(colleague, role=Role.TEACHER, organisation=college, actor=manager)
    values = {
        "summary": "每天要做的十四件事，一件一课，每课十来分钟，跟着做就会，家里人也能一起学。",
        "outcomes": ["给卧床老人翻身，不伤腰", "量准血压，记成表"],
        "service_kinds": ["skill"],
        "subject_id": Subject.objects.get(slug="care").pk,
        "hours": "8.0",
        "licence": "own",
        "generated_cover_accepted": True,
    }
    course = create_course(college, actor=teacher, title=title, values=values)
    for name in ("照护者的一天", "洗手与防护", "翻身不伤腰"):
        lesson = add_lesson(course, actor=teacher, title=name)
        update_lesson(course, lesson.pk, actor=teacher, values={"text": "先听他说，再动手。\n\n- 洗手\n- 关窗"})
    submission = submit_course(course, actor=teacher) if state != "draft" else None
    if submission and state == "returned":
        items = ["summary", f"lesson:{lesson.pk}"]
        return_course(submission, actor=reviewer, note="第 3 课太短，请补上怎样垫枕头。", items=items)
    elif submission and state in {"live", "soon"}:
        later = timezone.now() + timedelta(seconds=3) if state == "soon" else None
        approve_course(submission, actor=reviewer, publish_at=later)
    fresh = CoursePage.objects.get(pk=course.pk)
    sys.stdout.write(json.dumps({"id": fresh.pk, "slug": fresh.slug, "submission": submission and submission.pk}))


if __name__ == "__main__":
    main(*sys.argv[1:])
