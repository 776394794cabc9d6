"""Courses that open and close by the clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import Notice
from courses import tasks
from courses.authoring.lessons import update_lesson
from courses.authoring.rules import set_rules
from courses.authoring.services import update_course
from courses.catalogue.models import CoursePage, LessonPage
from courses.enums import SubmissionState
from courses.review.models import CourseSubmission
from courses.review.schedule import due_to_close, due_to_open, open_scheduled
from courses.review.services import approve_course, cancel_schedule, submit_course, unpublish_course
from foundation.api import AuditEntry, Conflict, InvalidInput, NotAllowed
from search.models import Document
from tests.courses.people import Town


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def approved_for_tomorrow(course: CoursePage, town: Town) -> CourseSubmission:
    submission = submit_course(course, actor=town.teacher)
    approve_course(submission, actor=town.reviewer, publish_at=tomorrow())
    return CourseSubmission.objects.get(pk=submission.pk)


def let_the_day_come(submission: CourseSubmission) -> None:
    """Move the chosen day into the past, everywhere it is written."""
    past = timezone.now() - timedelta(seconds=5)
    content = Revision.objects.get(pk=submission.revision_id).content | {"go_live_at": past.isoformat()}
    Revision.objects.filter(pk=submission.revision_id).update(content=content, approved_go_live_at=past)
    CourseSubmission.objects.filter(pk=submission.pk).update(publish_at=past)


def is_found(course: CoursePage) -> bool:
    return Document.objects.filter(kind="course", object_id=course.pk).exists()


def kinds_told(town: Town) -> list[str]:
    return list(Notice.objects.filter(person=town.teacher).order_by("pk").values_list("kind", flat=True))


def test_until_its_day_an_approved_course_is_closed(ready: CoursePage, town: Town, deliver_events: Callable[[], object]) -> None:
    row = approved_for_tomorrow(ready, town)
    deliver_events()

    page = CoursePage.objects.get(pk=ready.pk)
    assert (page.live, page.go_live_at, row.state, row.published_at) == (False, row.publish_at, SubmissionState.APPROVED, None)
    assert Revision.objects.get(pk=row.revision_id).approved_go_live_at == row.publish_at
    assert not LessonPage.objects.child_of(page).live().exists()
    assert not is_found(ready)
    assert kinds_told(town) == ["courses.scheduled"]
    assert due_to_open() == []


def test_on_its_day_the_beat_opens_it_once(ready: CoursePage, town: Town, deliver_events: Callable[[], object]) -> None:
    row = approved_for_tomorrow(ready, town)
    let_the_day_come(row)

    assert due_to_open() == [row.pk]
    tasks.keep_schedule()
    tasks.open_course(row.pk)
    assert [open_scheduled(row.pk) for _ in range(2)] == [False, False]
    deliver_events()

    page = CoursePage.objects.get(pk=ready.pk)
    row.refresh_from_db()
    assert (page.live, page.live_revision_id, bool(row.published_at)) == (True, row.revision_id, True)
    assert LessonPage.objects.child_of(page).live().count() == 2
    assert is_found(ready)
    assert kinds_told(town) == ["courses.scheduled", "courses.published"]
    assert AuditEntry.objects.filter(action="courses.publish_scheduled").count() == 1


def test_a_new_version_of_a_live_course_waits_while_the_old_one_stays(ready: CoursePage, town: Town) -> None:
    live = approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)
    update_course(live, actor=town.teacher, values={"title": "新的名称"})
    row = approved_for_tomorrow(live, town)

    assert (CoursePage.objects.get(pk=live.pk).live, CoursePage.objects.get(pk=live.pk).title) == (True, live.title)
    let_the_day_come(row)
    tasks.open_course(row.pk)

    assert CoursePage.objects.get(pk=live.pk).title == "新的名称"
    assert Document.objects.get(kind="course", object_id=live.pk).title == "新的名称"


def test_the_day_of_one_version_leaves_the_review_of_the_next_alone(ready: CoursePage, town: Town) -> None:
    row = approved_for_tomorrow(ready, town)
    update_course(ready, actor=town.teacher, values={"title": "更新的名称"})
    waiting = submit_course(ready, actor=town.teacher)
    let_the_day_come(row)
    tasks.open_course(row.pk)

    approve_course(waiting, actor=town.reviewer)

    assert CoursePage.objects.get(pk=ready.pk).title == "更新的名称"


def test_a_newer_decision_calls_the_earlier_day_off(ready: CoursePage, town: Town) -> None:
    row = approved_for_tomorrow(ready, town)
    update_course(ready, actor=town.teacher, values={"title": "更新的名称"})
    approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)

    row.refresh_from_db()
    assert (row.state, row.publish_at) == (SubmissionState.WITHDRAWN, None)
    assert CoursePage.objects.get(pk=ready.pk).title == "更新的名称"
    assert due_to_open() == []


def test_a_day_can_be_called_off_once(ready: CoursePage, town: Town) -> None:
    row = approved_for_tomorrow(ready, town)
    cancel_schedule(row, actor=town.teacher)
    with pytest.raises(Conflict):
        cancel_schedule(row, actor=town.teacher)
    let_the_day_come(row)

    assert due_to_open() == []
    assert not open_scheduled(row.pk)
    assert AuditEntry.objects.filter(action="courses.cancel_schedule").count() == 1


@pytest.mark.parametrize("who", ["stranger", "reviewer", "resident", "colleague"])
def test_only_its_makers_call_it_off(ready: CoursePage, town: Town, who: str) -> None:
    row = approved_for_tomorrow(ready, town)

    with pytest.raises(NotAllowed):
        cancel_schedule(row, actor=getattr(town, who))

    row.refresh_from_db()
    assert (row.state, bool(row.publish_at)) == (SubmissionState.APPROVED, True)


def test_what_lost_its_content_while_it_waited_goes_back(
    ready: CoursePage, town: Town, deliver_events: Callable[[], object]
) -> None:
    row = approved_for_tomorrow(ready, town)
    let_the_day_come(row)
    content = Revision.objects.get(pk=row.revision_id).content | {"summary": ""}
    Revision.objects.filter(pk=row.revision_id).update(content=content)

    assert not open_scheduled(row.pk)
    deliver_events()

    row.refresh_from_db()
    assert (row.state, CoursePage.objects.get(pk=ready.pk).live) == (SubmissionState.RETURNED, False)
    assert "简介" in row.note
    assert kinds_told(town) == ["courses.scheduled", "courses.returned"]


def test_after_its_last_day_a_course_is_taken_off_once(ready: CoursePage, town: Town, deliver_events: Callable[[], object]) -> None:
    set_rules(ready, actor=town.teacher, rule={}, required=[], expire_at=tomorrow())
    live = approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)
    assert due_to_close() == []
    CoursePage.objects.filter(pk=live.pk).update(expire_at=timezone.now() - timedelta(seconds=1))

    assert due_to_close() == [live.pk]
    tasks.keep_schedule()
    tasks.close_course(live.pk)
    tasks.close_course(live.pk)
    deliver_events()

    page = CoursePage.objects.get(pk=live.pk)
    assert (page.live, page.expired) == (False, True)
    assert not LessonPage.objects.child_of(page).live().exists()
    assert not is_found(live)
    assert kinds_told(town) == ["courses.published", "courses.unpublished"]
    assert AuditEntry.objects.filter(action="courses.expire_course").count() == 1


def test_a_last_day_before_the_first_is_refused(ready: CoursePage, town: Town) -> None:
    set_rules(ready, actor=town.teacher, rule={}, required=[], expire_at=tomorrow())
    submission = submit_course(ready, actor=town.teacher)

    with pytest.raises(InvalidInput):
        approve_course(submission, actor=town.reviewer, publish_at=tomorrow() + timedelta(days=1))

    submission.refresh_from_db()
    assert submission.state == SubmissionState.WAITING


def test_taking_a_course_off_calls_its_next_day_off(ready: CoursePage, town: Town) -> None:
    live = approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)
    lesson = LessonPage.objects.child_of(live).first()
    assert lesson
    update_lesson(live, lesson.pk, actor=town.teacher, values={"text": "改过的正文。"})
    row = approved_for_tomorrow(live, town)

    unpublish_course(live, actor=town.manager, reason="内容有误")

    row.refresh_from_db()
    assert (row.state, row.publish_at) == (SubmissionState.WITHDRAWN, None)
