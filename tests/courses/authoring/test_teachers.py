"""Who teaches a course, and what its teachers may do together."""

from collections.abc import Callable

import pytest

from accounts.models import Notice
from courses.authoring.teachers import add_teacher, remove_teacher, teachers_to_add
from courses.authoring.uploads import start_lesson_upload
from courses.catalogue.models import CoursePage, CourseTeacher, FormerTeacher
from courses.review.policies import may_review_course
from courses.review.selectors import waiting_for
from courses.review.services import submit_course
from foundation.api import AuditEntry, Conflict, NotAllowed
from media_pipeline.api import Caption, attach_captions
from organisations.enums import Role
from tests.courses.people import Town
from tests.factories.organisations import RoleGrantFactory

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\n先听他说\n"


def test_the_added_person_is_told_and_so_is_the_removed_one(
    ready: CoursePage, town: Town, deliver_events: Callable[[], object]
) -> None:
    add_teacher(ready, actor=town.teacher, person=town.colleague)
    remove_teacher(ready, actor=town.manager, person=town.colleague)
    deliver_events()

    kinds = Notice.objects.filter(person=town.colleague).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["courses.teacher_added", "courses.teacher_removed"]
    actions = AuditEntry.objects.filter(action__contains="_teacher").order_by("pk").values_list("action", "actor_id")
    assert list(actions) == [("courses.add_teacher", town.teacher.pk), ("courses.remove_teacher", town.manager.pk)]


def test_adding_twice_is_told_and_removing_twice_changes_nothing(ready: CoursePage, town: Town) -> None:
    add_teacher(ready, actor=town.teacher, person=town.colleague)
    with pytest.raises(Conflict):
        add_teacher(ready, actor=town.teacher, person=town.colleague)

    assert [remove_teacher(ready, actor=town.teacher, person=town.colleague) for _ in range(2)] == [True, False]
    assert FormerTeacher.objects.filter(course=ready).count() == 1


def test_who_once_taught_a_course_never_reviews_it(ready: CoursePage, town: Town) -> None:
    RoleGrantFactory(person=town.reviewer, role=Role.TEACHER, organisation=town.college)
    add_teacher(ready, actor=town.teacher, person=town.reviewer)
    remove_teacher(ready, actor=town.teacher, person=town.reviewer)

    submit_course(ready, actor=town.teacher)

    assert not may_review_course(town.reviewer, ready)
    assert not waiting_for(town.reviewer).exists()
    assert waiting_for(town.authority_reviewer).count() == 1


def test_teachers_of_the_organisation_are_found_by_name_or_whole_number(ready: CoursePage, town: Town) -> None:
    phone = str(town.colleague.phone)

    assert teachers_to_add(ready, "何建") == [town.colleague]
    assert teachers_to_add(ready, phone.removeprefix("+86")) == [town.colleague]
    assert teachers_to_add(ready, phone[-6:]) == []
    assert teachers_to_add(ready, "陈慧敏") == []  # teaches already
    assert teachers_to_add(ready, "孙玉兰") == []  # teaches elsewhere
    assert teachers_to_add(ready, "林晓芸") == []  # teaches nowhere
    assert teachers_to_add(ready, "  ") == []


@pytest.mark.parametrize("who", ["stranger", "reviewer", "resident", "colleague"])
def test_strangers_change_no_teachers(ready: CoursePage, town: Town, who: str) -> None:
    with pytest.raises(NotAllowed):
        add_teacher(ready, actor=getattr(town, who), person=town.colleague)
    with pytest.raises(NotAllowed):
        remove_teacher(ready, actor=getattr(town, who), person=town.teacher)

    assert list(CourseTeacher.objects.filter(course=ready).values_list("person", flat=True)) == [town.teacher.pk]


@pytest.mark.parametrize("who", ["colleague", "manager"])
def test_who_edits_the_course_gives_its_videos_captions(ready: CoursePage, town: Town, who: str) -> None:
    add_teacher(ready, actor=town.teacher, person=town.colleague)
    upload, _lesson = start_lesson_upload(ready, actor=town.teacher, file_name="一.mp4", size=1000)

    attach_captions(upload.asset_id, actor=getattr(town, who), language="zh", text=CAPTIONS)

    assert Caption.objects.get(asset_id=upload.asset_id).cues == [[0, 2000, "先听他说"]]


@pytest.mark.parametrize("who", ["colleague", "stranger", "reviewer", "resident"])
def test_who_does_not_leaves_them_alone(ready: CoursePage, town: Town, who: str) -> None:
    upload, _lesson = start_lesson_upload(ready, actor=town.teacher, file_name="一.mp4", size=1000)

    with pytest.raises(NotAllowed):
        attach_captions(upload.asset_id, actor=getattr(town, who), language="zh", text=CAPTIONS)

    assert not Caption.objects.exists()
