"""Handing in, deciding, publishing."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection
from wagtail.models import Revision, TaskState, WorkflowState

from accounts.notices.models import Notice
from courses.authoring.lessons import update_lesson
from courses.authoring.outline import add_lesson, move_lesson, remove_lesson
from courses.authoring.selectors import outline_of
from courses.authoring.services import create_course, update_course
from courses.authoring.teachers import add_teacher
from courses.catalogue.models import CoursePage, LessonPage
from courses.catalogue.selectors import lessons_to_list
from courses.enums import SubmissionState
from courses.review.models import CourseStandard, CourseSubmission
from courses.review.selectors import reviewers_of, waiting_for
from courses.review.services import approve_course, return_course, submit_course, unpublish_course, withdraw_submission
from foundation.errors import Conflict, InvalidInput, NotAllowed
from foundation.events import event_type, receivers_of
from foundation.outbox.models import OutboxEvent
from organisations.api import Role
from search.api import SearchQuery, search
from tests.courses.conftest import make_ready
from tests.courses.people import Town, make_town
from tests.factories.courses import catalogue_page
from tests.factories.organisations import RoleGrantFactory


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


def snapshot(course: CoursePage) -> tuple[object, ...]:
    """Everything that a refused act must leave alone."""
    fresh = CoursePage.objects.get(pk=course.pk)
    return (
        fresh.live,
        fresh.latest_revision_id,
        fresh.live_revision_id,
        list(CourseSubmission.objects.order_by("pk").values_list("pk", "state", "decided_by_id", "note")),
        list(WorkflowState.objects.order_by("pk").values_list("pk", "status")),
        OutboxEvent.objects.count(),
    )


@pytest.mark.parametrize("who", ["teacher", "colleague", "stranger", "manager", "other_reviewer", "resident"])
def test_nobody_else_decides(ready: CoursePage, town: Town, who: str) -> None:
    submission = submit_course(ready, actor=town.teacher)
    before = snapshot(ready)

    for decide in (approve_course, return_course):
        with pytest.raises(NotAllowed):
            decide(submission, actor=getattr(town, who), note="我说了算")

    assert snapshot(ready) == before


@pytest.mark.parametrize("hand", ["owner", "teacher", "submitter", "uploader", "writer"])
def test_a_reviewer_with_a_hand_in_the_course_does_not_decide(ready: CoursePage, town: Town, hand: str) -> None:
    both = town.colleague
    RoleGrantFactory(person=both, role=Role.REVIEWER, organisation=town.college)
    if hand == "owner":
        CoursePage.objects.filter(pk=ready.pk).update(owner=both)
    if hand == "teacher":
        add_teacher(ready, actor=town.teacher, person=both)
    if hand == "uploader":
        LessonPage.objects.child_of(ready).update(owner=both)
    if hand == "writer":
        Revision.objects.filter(pk=CoursePage.objects.get(pk=ready.pk).latest_revision_id).update(user=both)
    submission = submit_course(ready, actor=town.teacher)
    if hand == "submitter":
        CourseSubmission.objects.filter(pk=submission.pk).update(submitted_by=both)
    before = snapshot(ready)

    for decide in (approve_course, return_course):
        with pytest.raises(NotAllowed):
            decide(submission, actor=both, note="自己审自己")

    assert snapshot(ready) == before
    assert list(waiting_for(both)) == []
    assert both.pk not in reviewers_of(submission)


@pytest.mark.parametrize("who", ["colleague", "stranger", "reviewer", "resident"])
def test_only_those_who_write_the_course_hand_it_in_and_take_it_back(ready: CoursePage, town: Town, who: str) -> None:
    with pytest.raises(NotAllowed):
        submit_course(ready, actor=getattr(town, who))
    submission = submit_course(ready, actor=town.teacher)
    before = snapshot(ready)

    with pytest.raises(NotAllowed):
        withdraw_submission(submission, actor=getattr(town, who))

    assert snapshot(ready) == before


def test_an_unready_course_is_refused_with_everything_it_misses(draft: CoursePage, town: Town) -> None:
    before = snapshot(draft)

    with pytest.raises(InvalidInput) as refused:
        submit_course(draft, actor=town.teacher)

    assert refused.value.code == "not_ready"
    assert list(refused.value.fields) == [
        "summary", "outcomes", "subject", "service_kinds", "hours", "cover", "licence", "content",
    ]  # fmt: skip
    assert snapshot(draft) == before


def test_the_checklist_is_asked_again_before_publication(ready: CoursePage, town: Town) -> None:
    submission = submit_course(ready, actor=town.teacher)
    CourseStandard.objects.create(version="2026-2", in_force_from="2026-01-02", items=[{"key": "content", "min_lessons": 9}])
    before = snapshot(ready)

    with pytest.raises(InvalidInput) as refused:
        approve_course(submission, actor=town.reviewer)

    assert refused.value.fields == {"content": "至少要有 9 课，现在 2 课。"}
    assert snapshot(ready) == before


def test_nothing_can_be_edited_while_it_is_reviewed(ready: CoursePage, town: Town) -> None:
    submission = submit_course(ready, actor=town.teacher)
    lesson = outline_of(ready)[0].pk
    before = snapshot(ready)

    for act in (
        lambda: update_course(ready, actor=town.teacher, values={"summary": "偷偷改"}),
        lambda: update_lesson(ready, lesson, actor=town.teacher, values={"text": "偷偷改"}),
        lambda: add_lesson(ready, actor=town.teacher, title="偷偷加"),
        lambda: remove_lesson(ready, lesson, actor=town.teacher),
        lambda: submit_course(ready, actor=town.teacher),
    ):
        with pytest.raises(Conflict):
            act()
    assert snapshot(ready) == before

    withdraw_submission(submission, actor=town.teacher)
    update_course(ready, actor=town.teacher, values={"title": "撤回以后能改"})

    assert CoursePage.objects.get(pk=ready.pk).draft_title == "撤回以后能改"


def test_what_was_handed_in_is_published_even_when_a_later_revision_exists(ready: CoursePage, town: Town) -> None:
    submission = submit_course(ready, actor=town.teacher)
    newer = CoursePage.objects.get(pk=ready.pk).get_latest_revision_as_object()
    newer.title = "审核以后写的"
    newer.save_revision(user=town.manager, clean=False)

    course = approve_course(submission, actor=town.reviewer)

    assert (course.title, course.draft_title, course.has_unpublished_changes) == (
        "居家照护：从翻身到量血压",
        "审核以后写的",
        True,
    )


def test_a_course_that_has_not_changed_is_not_handed_in_again(ready: CoursePage, town: Town) -> None:
    approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)

    with pytest.raises(Conflict) as refused:
        submit_course(ready, actor=town.teacher)

    assert refused.value.code == "unchanged"


def test_a_return_needs_a_reason(ready: CoursePage, town: Town) -> None:
    submission = submit_course(ready, actor=town.teacher)
    before = snapshot(ready)

    with pytest.raises(InvalidInput) as refused:
        return_course(submission, actor=town.reviewer, note="  ", items=["content"])

    assert list(refused.value.fields) == ["note"]
    assert snapshot(ready) == before


def test_taking_off_needs_a_manager_and_a_reason(ready: CoursePage, town: Town) -> None:
    approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)
    for who in (town.teacher, town.reviewer, town.stranger, town.resident):
        with pytest.raises(NotAllowed):
            unpublish_course(ready, actor=who, reason="不想要了")
    with pytest.raises(InvalidInput):
        unpublish_course(ready, actor=town.manager, reason="  ")
    assert CoursePage.objects.get(pk=ready.pk).live is True

    unpublish_course(ready, actor=town.manager, reason="内容过时")

    assert CoursePage.objects.get(pk=ready.pk).live is False
    assert LessonPage.objects.child_of(ready).live().count() == 0
    assert search(SearchQuery(text="居家照护", kinds=["course"])).total == 0


def test_a_course_taken_off_comes_back_through_review(ready: CoursePage, town: Town) -> None:
    approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)
    unpublish_course(ready, actor=town.manager, reason="内容过时")

    approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)

    assert [lesson.title for lesson in lessons_to_list(ready)] == ["照护者的一天", "洗手与防护"]


def test_approval_makes_the_course_findable_at_once(ready: CoursePage, town: Town) -> None:
    submission = submit_course(ready, actor=town.teacher)
    assert search(SearchQuery(text="居家照护", kinds=["course"])).total == 0

    approve_course(submission, actor=town.reviewer)

    assert [hit.pk for hit in search(SearchQuery(text="居家照护", kinds=["course"])).hits] == [ready.pk]


def test_everyone_concerned_hears_of_it_once(ready: CoursePage, town: Town, deliver_events: Callable[[], int]) -> None:
    add_teacher(ready, actor=town.teacher, person=town.colleague)
    first = submit_course(ready, actor=town.teacher)
    return_course(first, actor=town.reviewer, note="请补一句")
    update_course(ready, actor=town.teacher, values={"hours": "9"})
    approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)
    deliver_events()
    for row in OutboxEvent.objects.filter(name__startswith="courses."):
        event = event_type(row.name).from_payload(row.payload)
        for receiver in receivers_of(row.name).values():
            receiver(event)

    heard = sorted(Notice.objects.filter(kind__startswith="courses.").values_list("person__full_name", "kind"))

    assert heard == sorted(
        [(name, "courses.submitted") for name in ("赵文渊", "周明远") for _ in range(2)]
        + [(name, kind) for name in ("陈慧敏", "何建国") for kind in ("courses.returned", "courses.published")]
        + [("何建国", "courses.teacher_added")]
    )


def test_wagtails_own_history_tells_the_same_story(ready: CoursePage, town: Town) -> None:
    return_course(submit_course(ready, actor=town.teacher), actor=town.reviewer, note="请补一句")
    update_course(ready, actor=town.teacher, values={"hours": "9"})
    approve_course(submit_course(ready, actor=town.teacher), actor=town.authority_reviewer)

    told = list(TaskState.objects.order_by("pk").values_list("status", "finished_by__full_name", "comment"))

    assert told == [("rejected", "赵文渊", "请补一句"), ("approved", "周明远", "")]
    assert mail.outbox == []


@pytest.mark.usefixtures("standard")
@pytest.mark.parametrize("round_", range(3))
def test_two_reviewers_at_once_make_one_decision(round_: int) -> None:
    town = make_town()
    catalogue_page()
    course = make_ready(create_course(town.college, actor=town.teacher, title="居家照护"), town)
    submission = submit_course(course, actor=town.teacher)
    gate = Barrier(4)
    outcomes: list[str] = []

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
            outcomes.append("done")
        except Conflict as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    acts: list[Callable[[], object]] = [
        lambda: approve_course(submission, actor=town.reviewer),
        lambda: approve_course(submission, actor=town.reviewer),
        lambda: return_course(submission, actor=town.authority_reviewer, note="请改"),
        lambda: withdraw_submission(submission, actor=town.teacher),
    ]
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    row = CourseSubmission.objects.get(pk=submission.pk)
    assert sorted(outcomes) == ["decided", "decided", "decided", "done"]
    assert CoursePage.objects.get(pk=course.pk).live is (row.state == SubmissionState.APPROVED)
    assert OutboxEvent.objects.filter(name__in=["courses.CoursePublished", "courses.CourseReturned"]).count() == (
        0 if row.state == SubmissionState.WITHDRAWN else 1
    )
