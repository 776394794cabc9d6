"""Handing in, deciding, publishing."""

from wagtail.models import WorkflowState

from courses.authoring.lessons import update_lesson
from courses.authoring.outline import add_lesson, move_lesson, remove_lesson
from courses.authoring.selectors import outline_of
from courses.authoring.services import update_course
from courses.catalogue.models import CoursePage, LessonPage
from courses.catalogue.selectors import lessons_to_list
from courses.enums import SubmissionState
from courses.review.models import CourseSubmission
from courses.review.services import approve_course, return_course, submit_course
from tests.courses.people import Town


def test_walk_from_draft_to_public_and_back_into_review(ready: CoursePage, town: Town) -> None:
    first = submit_course(ready, actor=town.teacher)
    returned = return_course(first, actor=town.reviewer, note="第 2 课请补一句。", items=["content"])
    assert (returned.state, returned.return_items) == (SubmissionState.RETURNED, ["content"])
    lessons = outline_of(CoursePage.objects.get(pk=ready.pk))
    update_lesson(ready, lessons[1].pk, actor=town.teacher, values={"text": "先洗手，再戴手套。"})

    second = submit_course(ready, actor=town.teacher)
    approve_course(second, actor=town.authority_reviewer)

    course = CoursePage.objects.get(pk=ready.pk)
    states = list(CourseSubmission.objects.filter(course=course).order_by("version").values_list("version", "state"))
    assert course.live is True
    assert [lesson.title for lesson in lessons_to_list(course)] == ["照护者的一天", "洗手与防护"]
    assert states == [(1, "returned"), (2, "approved")]
    assert list(WorkflowState.objects.for_instance(course).values_list("status", flat=True)) == ["approved"]
    assert course.live_revision_id == second.revision_id


def test_edits_after_publication_leave_the_live_course_alone_until_they_are_approved(ready: CoursePage, town: Town) -> None:
    approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)
    first, second = [lesson.pk for lesson in lessons_to_list(ready)]
    update_course(
        ready, actor=town.teacher, values={"title": "居家照护新版", "summary": "改过的简介，要写满二十个字才算数，现在够了。"}
    )
    update_lesson(ready, first, actor=town.teacher, values={"title": "改名的第一课", "text": "新正文。"})
    third = add_lesson(ready, actor=town.teacher, title="防噎食").pk
    update_lesson(ready, third, actor=town.teacher, values={"text": "小口慢咽。"})
    move_lesson(ready, third, actor=town.teacher, position=0)
    remove_lesson(ready, second, actor=town.teacher)

    live = CoursePage.objects.get(pk=ready.pk)
    assert (live.title, live.summary[:4]) == ("居家照护：从翻身到量血压", "每天要做")
    assert [lesson.title for lesson in lessons_to_list(live)] == ["照护者的一天", "洗手与防护"]

    approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)

    live = CoursePage.objects.get(pk=ready.pk)
    assert (live.title, live.slug) == ("居家照护新版", "ju-jia-zhao-hu-cong-fan-shen-dao-liang-xue-ya")
    assert [lesson.title for lesson in lessons_to_list(live)] == ["防噎食", "改名的第一课"]
    assert LessonPage.objects.get(pk=second).live is False
