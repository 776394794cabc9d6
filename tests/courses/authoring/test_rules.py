"""The rules of a course as its teachers set them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses.authoring.drafts import course_draft, edit_token
from courses.authoring.rules import set_rules
from courses.authoring.selectors import outline_of
from courses.catalogue.models import CoursePage, LessonPage
from courses.completion.selectors import rule_of
from courses.review.services import approve_course, submit_course
from foundation.api import AuditEntry, Conflict, InvalidInput, NotAllowed
from tests.courses.people import Town

STRICT = {"video_percent": 80, "sequential": True, "first_watch_lock": True, "max_speed": 1.5}


def required_of(course: CoursePage) -> list[int]:
    return [lesson.pk for lesson in outline_of(course) if lesson.is_required]


def fresh(course: CoursePage) -> CoursePage:
    return CoursePage.objects.select_related("latest_revision").get(pk=course.pk)


def test_a_course_that_nobody_has_learnt_keeps_its_first_version(ready: CoursePage, town: Town) -> None:
    first, second = required_of(ready)

    set_rules(ready, actor=town.teacher, rule=STRICT, required=[first])

    assert course_draft(ready).completion_rule == {"version": 1, "lessons": "all"} | STRICT
    assert required_of(fresh(ready)) == [first]
    assert LessonPage.objects.get(pk=second).is_required is False
    entry = AuditEntry.objects.get(action="courses.set_rules")
    assert (entry.actor_id, entry.changes["lessons_turned"]) == (town.teacher.pk, [None, [second]])


def test_the_rule_of_a_live_course_gets_the_next_version_and_waits_for_approval(ready: CoursePage, town: Town) -> None:
    live = approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)

    set_rules(live, actor=town.teacher, rule=STRICT, required=required_of(fresh(live)))
    set_rules(live, actor=town.teacher, rule=STRICT | {"max_speed": 2.0}, required=required_of(fresh(live)))

    assert rule_of(CoursePage.objects.get(pk=live.pk)).version == 1
    approve_course(submit_course(live, actor=town.teacher), actor=town.reviewer)
    now = rule_of(CoursePage.objects.get(pk=live.pk))
    assert (now.version, now.sequential, now.max_speed) == (2, True, 2.0)


def test_back_to_the_live_rule_is_the_live_version(ready: CoursePage, town: Town) -> None:
    live = approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)
    lessons = required_of(fresh(live))
    set_rules(live, actor=town.teacher, rule=STRICT, required=lessons)

    back = {"video_percent": 90, "sequential": False, "first_watch_lock": False, "max_speed": 2.0}
    set_rules(live, actor=town.teacher, rule=back, required=lessons)

    assert course_draft(live).completion_rule["version"] == 1


def test_saving_the_same_twice_changes_nothing_even_with_the_old_token(ready: CoursePage, town: Town) -> None:
    token = edit_token(course_draft(ready))
    set_rules(ready, actor=town.teacher, rule=STRICT, required=required_of(ready), token=token)
    revision = fresh(ready).latest_revision_id

    set_rules(ready, actor=town.teacher, rule=STRICT, required=required_of(ready), token=token)

    assert fresh(ready).latest_revision_id == revision
    assert AuditEntry.objects.filter(action="courses.set_rules").count() == 1


def test_something_else_with_an_old_token_is_refused(ready: CoursePage, town: Town) -> None:
    token = edit_token(course_draft(ready))
    set_rules(ready, actor=town.teacher, rule=STRICT, required=required_of(ready))

    with pytest.raises(Conflict):
        set_rules(ready, actor=town.teacher, rule={"video_percent": 50}, required=required_of(ready), token=token)

    assert course_draft(ready).completion_rule["video_percent"] == 80


@pytest.mark.parametrize("who", ["stranger", "reviewer", "resident", "colleague"])
def test_only_its_makers_set_rules(ready: CoursePage, town: Town, who: str) -> None:
    before = course_draft(ready).completion_rule

    with pytest.raises(NotAllowed):
        set_rules(ready, actor=getattr(town, who), rule=STRICT, required=[])

    assert course_draft(ready).completion_rule == before
    assert len(required_of(ready)) == 2


@pytest.mark.parametrize(
    ("rule", "required", "days", "field"),
    [
        ({"video_percent": 0}, [], None, "video_percent"),
        ({"video_percent": 101}, [], None, "video_percent"),
        ({"max_speed": 9.0}, [], None, "max_speed"),
        ({}, [2**30], None, "required"),
        ({}, [], -1, "expire_at"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused(
    ready: CoursePage, town: Town, rule: dict[str, Any], required: list[int], days: int | None, field: str
) -> None:
    before = course_draft(ready)
    expire_at = timezone.now() + timedelta(days=days) if days else None

    with pytest.raises(InvalidInput) as refused:
        set_rules(ready, actor=town.teacher, rule=rule, required=required, expire_at=expire_at)

    assert list(refused.value.fields) == [field]
    assert course_draft(ready).completion_rule == before.completion_rule
    assert course_draft(ready).expire_at is None


def test_nothing_moves_while_a_reviewer_reads(ready: CoursePage, town: Town) -> None:
    submit_course(ready, actor=town.teacher)

    with pytest.raises(Conflict):
        set_rules(ready, actor=town.teacher, rule=STRICT, required=[])

    assert course_draft(ready).completion_rule["video_percent"] == 90
