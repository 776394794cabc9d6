"""A form that is older than the draft: nothing of either person's words is lost, and saving over it is a choice."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.authoring.drafts import course_draft, edit_token, lesson_draft
from courses.authoring.lessons import update_lesson
from courses.authoring.outline import add_lesson
from courses.authoring.services import update_course
from courses.catalogue.models import CoursePage
from courses.review.services import submit_course
from tests.courses.people import Town

FIELDS = {"title": "居家照护", "level": "beginner", "licence": "own", "hours": "8"}


@pytest.fixture
def manager(town: Town) -> Client:
    client = Client()
    client.force_login(town.manager)
    return client


def test_the_second_of_two_editors_keeps_their_words_and_decides(ready: CoursePage, town: Town, manager: Client) -> None:
    url = reverse("courses:teach_course_edit", args=[ready.pk])
    typed = FIELDS | {"summary": "后写的", "token": edit_token(course_draft(ready))}
    update_course(ready, actor=town.teacher, values={"summary": "先存好的"})

    refused = manager.post(url, typed)
    kept = course_draft(ready).summary
    again = manager.post(url, typed | {"token": refused.context["token"]})

    assert (refused.status_code, kept) == (422, "先存好的")
    assert refused.context["form"]["summary"].value() == "后写的"
    assert "您写的还没有存上，都在下面" in refused.content.decode()
    assert (again.status_code, course_draft(ready).summary) == (302, "后写的")


def test_the_same_holds_for_a_lesson(ready: CoursePage, town: Town, manager: Client) -> None:
    lesson = add_lesson(ready, actor=town.teacher, title="第三课")
    url = reverse("courses:teach_lesson", args=[ready.pk, lesson.pk])
    typed = {"title": "第三课", "text": "后写的", "token": edit_token(lesson_draft(ready, lesson.pk))}
    update_lesson(ready, lesson.pk, actor=town.teacher, values={"text": "先存好的"})

    refused = manager.post(url, typed)
    still_stale = manager.post(url, typed)
    again = manager.post(url, typed | {"token": refused.context["token"]})

    assert (refused.status_code, still_stale.status_code, again.status_code) == (422, 422, 302)
    assert refused.context["form"]["text"].value() == "后写的"
    assert "后写的" in str(lesson_draft(ready, lesson.pk).body)


def test_a_course_handed_in_meanwhile_says_so_and_keeps_the_words(ready: CoursePage, town: Town, manager: Client) -> None:
    url = reverse("courses:teach_course_edit", args=[ready.pk])
    typed = FIELDS | {"summary": "后写的", "token": edit_token(course_draft(ready))}
    submit_course(ready, actor=town.teacher)

    refused = manager.post(url, typed)

    assert refused.status_code == 422
    assert refused.context["form"]["summary"].value() == "后写的"
    assert "正在审核" in refused.content.decode()


def test_a_page_that_is_left_follows_its_own_save_and_nobody_elses(ready: CoursePage, town: Town, manager: Client) -> None:
    url = reverse("courses:teach_course_edit", args=[ready.pk])
    typed = FIELDS | {"token": edit_token(course_draft(ready)), "sitting": "one"}

    def send(**more: str) -> int:
        return manager.post(url, typed | more, headers={"Accept": "application/json"}).status_code

    on_the_way, left = send(summary="还在路上"), send(summary="离开时写的")
    followed = course_draft(ready).summary
    other_tab = send(summary="另一页", sitting="two")
    update_course(ready, actor=town.teacher, values={"summary": "老师写的"})
    too_late = send(summary="又一次")

    assert (on_the_way, left, followed) == (200, 200, "离开时写的")
    assert (other_tab, too_late) == (409, 409)
    assert course_draft(ready).summary == "老师写的"


def test_the_button_follows_a_save_on_the_way_and_refuses_one_that_comes_later(
    ready: CoursePage, town: Town, manager: Client
) -> None:
    lesson = add_lesson(ready, actor=town.teacher, title="第三课")
    of_course = reverse("courses:teach_course_edit", args=[ready.pk])
    of_lesson = reverse("courses:teach_lesson", args=[ready.pk, lesson.pk])
    course_form = FIELDS | {"token": edit_token(course_draft(ready)), "sitting": "one"}
    lesson_form = {"title": "第三课", "token": edit_token(lesson_draft(ready, lesson.pk)), "sitting": "two"}
    script = {"Accept": "application/json"}

    for url, form, field in ((of_course, course_form, "summary"), (of_lesson, lesson_form, "text")):
        on_the_way = manager.post(url, form | {field: "还在路上"}, headers=script)
        pressed = manager.post(url, form | {field: "按下时写的"})
        too_late = manager.post(url, form | {field: "早先的字"}, headers=script)
        assert (on_the_way.status_code, pressed.status_code, too_late.status_code) == (200, 302, 409)

    assert course_draft(ready).summary == "按下时写的"
    assert "按下时写的" in str(lesson_draft(ready, lesson.pk).body)
