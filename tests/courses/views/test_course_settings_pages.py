"""The pages beside a course's content: rules, teachers, schedule, damaged videos, and the way back from a review."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from courses.authoring.drafts import course_draft, edit_token, lesson_draft
from courses.authoring.outline import add_lesson
from courses.authoring.selectors import outline_of
from courses.authoring.teachers import add_teacher
from courses.authoring.uploads import start_lesson_upload
from courses.catalogue.models import CoursePage, CourseTeacher
from courses.enrolment.services import enrol
from courses.enums import SubmissionState
from courses.review.models import CourseSubmission
from courses.review.services import approve_course, return_course, submit_course
from media_pipeline.api import Asset, AssetState
from tests.courses.people import Town
from tests.factories.accounts import PersonFactory

RULES = {"video_percent": "80", "max_speed": "1.5", "sequential": "on", "expire_at": ""}


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = False


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_rules_are_saved_and_shown_to_reviewer_and_learner(ready: CoursePage, town: Town) -> None:
    first, _second = outline_of(ready)
    url = reverse("courses:teach_rules", args=[ready.pk])
    form = RULES | {"required": [str(first.pk)], "token": edit_token(course_draft(ready))}

    for _click in range(2):
        answer = signed_in(town.teacher).post(url, form)
        assert (answer.status_code, answer["Location"]) == (302, reverse("courses:teach_course", args=[ready.pk]))

    submission = submit_course(ready, actor=town.teacher)
    sentence = "要按顺序学：前面的必学课学完了，后面的才打开。"
    assert sentence in text_of(signed_in(town.reviewer), reverse("courses:review_item", args=[submission.pk]))
    approve_course(submission, actor=town.reviewer)
    page = text_of(Client(), reverse("courses:course", args=[CoursePage.objects.get(pk=ready.pk).slug]))
    assert sentence in page
    assert "学完 1 节必学课就结业（共 2 课，其余选学）。" in page


def test_a_wrong_rule_keeps_what_was_typed(ready: CoursePage, town: Town) -> None:
    url = reverse("courses:teach_rules", args=[ready.pk])

    answer = signed_in(town.teacher).post(url, RULES | {"video_percent": "500", "token": edit_token(course_draft(ready))})

    assert answer.status_code == 422
    assert 'value="500"' in answer.content.decode()
    assert course_draft(ready).completion_rule["video_percent"] == 90


def test_teachers_are_found_added_once_and_removed(ready: CoursePage, town: Town) -> None:
    client, url = signed_in(town.teacher), reverse("courses:teach_teachers", args=[ready.pk])
    add = reverse("courses:teach_add_teacher", args=[ready.pk, town.colleague.pk])
    assert add in text_of(client, f"{url}?q=何建国")
    assert str(town.colleague.phone) not in text_of(client, f"{url}?q=何建国")

    answers = [client.post(add) for _click in range(2)]

    assert [answer["Location"] for answer in answers] == [url, url]
    assert CourseTeacher.objects.filter(course=ready, person=town.colleague).count() == 1
    colleague = signed_in(town.colleague)
    leave = reverse("courses:teach_remove_teacher", args=[ready.pk, town.colleague.pk])
    assert colleague.post(leave)["Location"] == reverse("courses:teach_home")
    assert colleague.post(leave).status_code == 403
    assert not CourseTeacher.objects.filter(course=ready, person=town.colleague).exists()


@pytest.mark.parametrize("who", ["colleague", "stranger", "resident", "reviewer"])
def test_strangers_meet_closed_doors_and_change_nothing(ready: CoursePage, town: Town, who: str) -> None:
    client, before = signed_in(getattr(town, who)), CoursePage.objects.get(pk=ready.pk).latest_revision_id
    pk = ready.pk
    assert client.get(reverse("courses:teach_rules", args=[pk])).status_code == 403
    assert client.get(reverse("courses:teach_teachers", args=[pk])).status_code == 403
    assert client.post(reverse("courses:teach_rules", args=[pk]), RULES).status_code == 403
    assert client.post(reverse("courses:teach_add_teacher", args=[pk, town.colleague.pk])).status_code == 403
    assert client.post(reverse("courses:teach_remove_teacher", args=[pk, town.teacher.pk])).status_code == 403
    assert client.post(reverse("courses:teach_cancel_schedule", args=[pk])).status_code == 403

    assert CoursePage.objects.get(pk=pk).latest_revision_id == before
    assert list(CourseTeacher.objects.filter(course=ready).values_list("person", flat=True)) == [town.teacher.pk]


def test_the_teachers_page_costs_the_same_whatever_their_number(
    ready: CoursePage, town: Town, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, url = signed_in(town.teacher), reverse("courses:teach_teachers", args=[ready.pk])
    text_of(client, url)
    with CaptureQueriesContext(connection) as few:
        text_of(client, url)
    for _number in range(2):
        CourseTeacher.objects.create(course=ready, person=PersonFactory())

    with django_assert_num_queries(len(few)):
        text_of(client, url)


def test_a_reviewer_approves_for_a_later_day_and_the_teacher_calls_it_off(ready: CoursePage, town: Town) -> None:
    submission = submit_course(ready, actor=town.teacher)
    day = timezone.localtime(timezone.now() + timedelta(days=3))
    approve = reverse("courses:review_approve", args=[submission.pk])

    late = signed_in(town.reviewer).post(approve, {"publish_at": "2020-01-01T08:00"})
    assert late.status_code == 422
    assert "这个时间已经过去" in late.content.decode()
    signed_in(town.reviewer).post(approve, {"publish_at": f"{day:%Y-%m-%dT%H:%M}"})

    submission.refresh_from_db()
    assert (submission.state, submission.publish_at) == (SubmissionState.APPROVED, day.replace(second=0, microsecond=0))
    teacher, url = signed_in(town.teacher), reverse("courses:teach_course", args=[ready.pk])
    assert "取消定时发布" in text_of(teacher, url)
    cancel = reverse("courses:teach_cancel_schedule", args=[ready.pk])
    assert [teacher.post(cancel).status_code for _click in range(2)] == [302, 404]
    assert "取消定时发布" not in text_of(teacher, url)


def test_what_a_reviewer_names_leads_to_the_place_to_mend(ready: CoursePage, town: Town) -> None:
    _first, second = outline_of(ready)
    submission = submit_course(ready, actor=town.teacher)
    url = reverse("courses:review_return", args=[submission.pk])

    signed_in(town.reviewer).post(url, {"note": "第 2 课太短", "items": ["summary", f"lesson:{second.pk}"]})

    page = text_of(signed_in(town.teacher), reverse("courses:teach_course", args=[ready.pk]))
    assert f'<a href="{reverse("courses:teach_course_edit", args=[ready.pk])}#summary">去改：简介</a>' in page
    assert f'<a href="{reverse("courses:teach_lesson", args=[ready.pk, second.pk])}">去改：第 2 课　洗手与防护</a>' in page


def test_only_lessons_of_the_submission_are_kept_as_reasons(ready: CoursePage, town: Town) -> None:
    submission = submit_course(ready, actor=town.teacher)
    first, _second = outline_of(ready)

    returned = return_course(submission, actor=town.reviewer, note="改", items=["lesson:1", f"lesson:{first.pk}", "nothing"])

    assert returned.return_items == [f"lesson:{first.pk}"]


@pytest.fixture
def damaged(ready: CoursePage, town: Town) -> tuple[CoursePage, int, Asset]:
    lesson = add_lesson(ready, actor=town.teacher, title="翻身")
    upload, _draft = start_lesson_upload(ready, actor=town.teacher, file_name="一.mp4", size=1000, lesson_id=lesson.pk)
    Asset.objects.filter(pk=upload.asset_id).update(
        state=AssetState.DAMAGED, error_code="damaged", duration_ms=511_000, ready_version=1, probe={"header_ms": 720_000}
    )
    return ready, lesson.pk, Asset.objects.get(pk=upload.asset_id)


def test_a_damaged_video_says_what_is_missing_and_is_taken_as_it_is_once(
    damaged: tuple[CoursePage, int, Asset], town: Town
) -> None:
    course, lesson_id, asset = damaged
    add_teacher(course, actor=town.teacher, person=town.colleague)
    client, url = signed_in(town.colleague), reverse("courses:teach_lesson", args=[course.pk, lesson_id])
    page = text_of(client, url)
    assert ("12:00" in page, "08:31" in page) == (True, True)
    accept = reverse("courses:teach_accept_video", args=[course.pk, lesson_id])
    assert accept in page

    answers = [client.post(accept) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(list(get_messages(answers[0].wsgi_request))) == 1
    asset.refresh_from_db()
    assert (asset.state, asset.error_code) == (AssetState.READY, "")


@pytest.mark.parametrize("who", ["colleague", "stranger", "resident", "reviewer"])
def test_strangers_decide_nothing_about_a_damaged_video(damaged: tuple[CoursePage, int, Asset], town: Town, who: str) -> None:
    course, lesson_id, asset = damaged
    answer = signed_in(getattr(town, who)).post(reverse("courses:teach_accept_video", args=[course.pk, lesson_id]))

    assert answer.status_code == 403
    asset.refresh_from_db()
    assert asset.state == AssetState.DAMAGED
    assert lesson_draft(course, lesson_id).asset_id == asset.pk


def test_the_course_page_counts_learners_only_when_there_are_any(ready: CoursePage, town: Town) -> None:
    live = approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)
    url = reverse("courses:course", args=[live.slug])
    assert "人在学" not in text_of(Client(), url)

    enrol(live, actor=town.resident)

    assert "1 人在学" in text_of(Client(), url)
    assert CourseSubmission.objects.count() == 1
