"""The pages of teaching and review, and the public page of a course, over HTTP."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from courses.authoring.drafts import course_draft, edit_token
from courses.authoring.outline import add_lesson
from courses.authoring.selectors import outline_of
from courses.authoring.services import create_course, update_course
from courses.catalogue.models import CoursePage, LessonPage
from courses.review.models import CourseSubmission
from courses.review.services import approve_course, submit_course
from tests.courses.conftest import make_ready
from tests.courses.people import Town

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = False


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def published(course: CoursePage, town: Town) -> CoursePage:
    return approve_course(submit_course(course, actor=town.teacher), actor=town.reviewer)


def queries_of(client: Client, url: str) -> int:
    """Warm what a process keeps, then count the queries of one request."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_draft_has_no_public_page_and_a_published_course_has_one(ready: CoursePage, town: Town) -> None:
    url = reverse("courses:course", args=[ready.slug])
    for client in (Client(), signed_in(town.resident), signed_in(town.teacher)):
        assert client.get(url).status_code == 404

    published(ready, town)

    page = Client().get(url)
    assert page.status_code == 200
    assert page["Vary"] == "Cookie, Accept-Encoding"


def test_the_public_page_costs_the_same_whatever_the_number_of_lessons(ready: CoursePage, town: Town) -> None:
    published(ready, town)
    url = reverse("courses:course", args=[ready.slug])
    few = [queries_of(client, url) for client in (Client(), signed_in(town.resident))]
    for number in range(8):
        lesson = add_lesson(ready, actor=town.teacher, title=f"第 {number} 课")
        LessonPage.objects.filter(pk=lesson.pk).update(live=True)

    many = [queries_of(client, url) for client in (Client(), signed_in(town.resident))]

    assert few == many
    assert many[0] <= 5  # course, lessons, teachers, and two of the frame


def test_lists_cost_the_same_whatever_their_length(ready: CoursePage, town: Town) -> None:
    submit_course(ready, actor=town.teacher)
    teacher, reviewer = signed_in(town.teacher), signed_in(town.reviewer)
    urls = [(teacher, reverse("courses:teach_home")), (reviewer, reverse("courses:review_queue"))]
    few = [queries_of(client, url) for client, url in urls]
    for number in range(3):
        course = make_ready(create_course(town.college, actor=town.teacher, title=f"第 {number} 门课"), town)
        if number:
            submit_course(course, actor=town.teacher)

    assert [queries_of(client, url) for client, url in urls] == few


def test_whatever_is_typed_is_shown_as_text(draft: CoursePage, town: Town) -> None:
    course = make_ready(draft, town)
    update_course(
        course,
        actor=town.teacher,
        values={"title": HOSTILE, "summary": HOSTILE, "outcomes": [HOSTILE], "licence_note": HOSTILE},
    )
    lesson = add_lesson(course, actor=town.teacher, title=HOSTILE)
    teacher, reviewer = signed_in(town.teacher), signed_in(town.reviewer)
    lesson_url = reverse("courses:teach_lesson", args=[course.pk, lesson.pk])
    teacher.post(lesson_url, {"title": HOSTILE, "text": f"# {HOSTILE}\n\n{HOSTILE}\n\n- {HOSTILE}", "is_required": "on"})
    first = submit_course(course, actor=town.teacher)
    pages = [
        teacher.get(reverse("courses:teach_home")),
        teacher.get(reverse("courses:teach_course", args=[course.pk])),
        teacher.get(reverse("courses:teach_course_edit", args=[course.pk])),
        teacher.get(lesson_url),
        teacher.get(reverse("courses:teach_preview", args=[course.pk])),
        teacher.get(reverse("courses:teach_preview_lesson", args=[course.pk, lesson.pk])),
        reviewer.get(reverse("courses:review_item", args=[first.pk])),
        reviewer.get(reverse("courses:review_preview", args=[first.pk])),
        reviewer.get(reverse("courses:review_preview_lesson", args=[first.pk, lesson.pk])),
    ]
    reviewer.post(reverse("courses:review_return", args=[first.pk]), {"note": HOSTILE})
    pages.append(teacher.get(reverse("courses:teach_course", args=[course.pk])))
    approve_course(submit_course(course, actor=town.teacher), actor=town.reviewer)
    pages.append(Client().get(reverse("courses:course", args=[CoursePage.objects.get(pk=course.pk).slug])))

    assert [page.status_code for page in pages] == [200] * len(pages)
    for page in pages:
        text = page.content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def urls_of(course: CoursePage, lesson_id: int) -> list[tuple[str, str]]:
    """Every teaching address of a course, with its method."""
    both = [course.pk, lesson_id]
    gets = [("teach_course", both[:1]), ("teach_course_edit", both[:1]), ("teach_preview", both[:1])]
    gets += [("teach_lesson", both), ("teach_preview_lesson", both)]
    posts = [
        (name, both[:1])
        for name in (
            "teach_course_edit", "teach_cover", "teach_cover_focus", "teach_cover_generated", "teach_arrange",
            "teach_submit", "teach_withdraw", "teach_unpublish", "teach_upload", "teach_add_lesson",
        )
    ]  # fmt: skip
    posts += [
        (name, both)
        for name in (
            "teach_lesson", "teach_move_lesson", "teach_remove_lesson", "teach_restore_lesson", "teach_lesson_upload",
            "teach_remove_video", "teach_captions", "teach_handout",
        )
    ]  # fmt: skip
    posts.append(("teach_remove_handout", [*both, 1]))
    return [("get", reverse(f"courses:{name}", args=args)) for name, args in gets] + [
        ("post", reverse(f"courses:{name}", args=args)) for name, args in posts
    ]


@pytest.mark.parametrize(("who", "status"), [(None, 302), ("resident", 403), ("stranger", 403), ("other_reviewer", 403)])
def test_no_teaching_address_opens_for_others(ready: CoursePage, town: Town, who: str | None, status: int) -> None:
    client = signed_in(getattr(town, who)) if who else Client()
    lesson_id = outline_of(ready)[0].pk
    before = (ready.latest_revision_id, LessonPage.objects.get(pk=lesson_id).latest_revision_id)

    answers = {url: getattr(client, method)(url).status_code for method, url in urls_of(ready, lesson_id)}

    assert set(answers.values()) == {status}
    fresh = CoursePage.objects.get(pk=ready.pk)
    assert (fresh.latest_revision_id, LessonPage.objects.get(pk=lesson_id).latest_revision_id) == before
    assert CourseSubmission.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("resident", 404), ("teacher", 404), ("manager", 404), ("other_reviewer", 403)],
)
def test_no_review_address_opens_for_others(ready: CoursePage, town: Town, who: str | None, status: int) -> None:
    submission = submit_course(ready, actor=town.teacher)
    client = signed_in(getattr(town, who)) if who else Client()
    lesson_id = outline_of(ready)[0].pk
    gets = [reverse(f"courses:{name}", args=[submission.pk]) for name in ("review_item", "review_preview")]
    gets.append(reverse("courses:review_preview_lesson", args=[submission.pk, lesson_id]))
    posts = [reverse(f"courses:{name}", args=[submission.pk]) for name in ("review_approve", "review_return")]

    answers = [client.get(url).status_code for url in gets] + [client.post(url, {"note": "x"}).status_code for url in posts]

    assert answers == [status] * 5
    assert CourseSubmission.objects.get(pk=submission.pk).state == "waiting"


def test_typing_is_saved_as_far_as_it_is_valid(draft: CoursePage, town: Town) -> None:
    client = signed_in(town.teacher)
    url = reverse("courses:teach_course_edit", args=[draft.pk])
    token = edit_token(course_draft(draft))
    typed = {"token": token, "title": "", "summary": "写了一半", "hours": "很多", "level": "advanced"}

    answer = client.post(url, typed, headers={"accept": "application/json"})

    saved = course_draft(draft)
    assert (saved.title, saved.summary, saved.level) == ("居家照护：从翻身到量血压", "写了一半", "advanced")
    assert sorted(answer.json()["errors"]) == ["hours", "title"]
    assert answer.json()["token"] == edit_token(saved)

    stale = client.post(url, typed, headers={"accept": "application/json"})

    assert (stale.status_code, stale.json()["code"]) == (409, "stale")


def test_a_dropped_file_becomes_a_lesson_with_room_for_its_bytes(draft: CoursePage, town: Town) -> None:
    client = signed_in(town.teacher)
    url = reverse("courses:teach_upload", args=[draft.pk])
    body = {"file_name": "第1课_先听他说.mp4", "size": 1_000_000, "content_type": "video/mp4"}

    answer = client.post(url, json.dumps(body), content_type="application/json", headers={"accept": "application/json"})

    lesson = LessonPage.objects.get(pk=answer.json()["lesson_id"])
    assert answer.status_code == 201
    assert (lesson.title, lesson.asset_id, lesson.live) == ("第1课 先听他说", answer.json()["asset_id"], False)
    assert [row.title for row in outline_of(CoursePage.objects.get(pk=draft.pk))] == ["第1课 先听他说"]


@pytest.mark.parametrize(
    "body", ["", "[]", '{"file_name": 1, "size": 2}', '{"file_name": "a.mp4", "size": 0}', '{"file_name": "a.mp4"}']
)
def test_a_bad_announcement_of_a_file_leaves_no_lesson(draft: CoursePage, town: Town, body: str) -> None:
    client = signed_in(town.teacher)

    answer = client.post(
        reverse("courses:teach_upload", args=[draft.pk]),
        body,
        content_type="application/json",
        headers={"accept": "application/json"},
    )

    assert answer.status_code == 422
    assert LessonPage.objects.count() == 0


def test_buttons_pressed_twice_do_a_thing_once(ready: CoursePage, town: Town) -> None:
    teacher, reviewer = signed_in(town.teacher), signed_in(town.reviewer)
    submit = reverse("courses:teach_submit", args=[ready.pk])
    answers = [teacher.post(submit).status_code for _ in range(2)]
    submission = CourseSubmission.objects.get(course=ready)
    approve = reverse("courses:review_approve", args=[submission.pk])

    answers += [reviewer.post(approve).status_code for _ in range(2)]

    assert answers == [302, 409, 302, 409]
    assert CourseSubmission.objects.filter(course=ready).count() == 1


@pytest.mark.parametrize("number", ["", "²", "１２", "-1", str(10**30)])
def test_what_is_no_number_in_an_address_is_left_out(ready: CoursePage, town: Town, number: str) -> None:
    teacher, reviewer = signed_in(town.teacher), signed_in(town.reviewer)

    assert teacher.get(reverse("courses:teach_files"), {"without": f"{number},1"}).status_code == 200
    assert teacher.get(reverse("courses:teach_videos"), {"course": number}).status_code == 200
    assert reviewer.get(reverse("courses:review_queue"), {"organisation": number}).status_code == 200
