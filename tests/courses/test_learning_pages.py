"""The pages and addresses of learning: who sees what, in how many queries, and what a refusal leaves behind."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from courses.api import continue_learning
from courses.models import CoursePage, Enrolment, LessonNote, LessonProgress
from courses.progress.services import open_lesson
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.courses import CoursePageFactory, LessonPageFactory
from tests.factories.learning import EnrolmentFactory, video_lesson
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(lesson: Any) -> str:
    course = CoursePage.objects.get(path=lesson.path[: -lesson.steplen])
    return reverse("courses:lesson", args=[course.slug, lesson.slug])


def queries_of(client: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.fixture
def enrolment() -> Enrolment:
    """Return a learner in a course of one text lesson."""
    lesson = LessonPageFactory(title="先听他说")
    return EnrolmentFactory(course=CoursePage.objects.get(path=lesson.path[: -lesson.steplen]))


def test_a_lesson_costs_the_same_with_one_and_three_lessons(enrolment: Enrolment) -> None:
    lesson = enrolment.course.get_children().first().specific
    client = signed_in(enrolment.person)
    one = queries_of(client, address(lesson))
    for _ in range(2):
        LessonPageFactory(course=enrolment.course)
    assert queries_of(client, address(lesson)) == one


def test_a_visitor_sees_the_way_in_and_not_the_text(enrolment: Enrolment) -> None:
    lesson = enrolment.course.get_children().first().specific
    page = Client().get(address(lesson)).content.decode()
    assert ("登录后报名" in page, "先听他说，再动手。" in page) == (True, False)
    stranger = signed_in(PersonFactory()).get(address(lesson)).content.decode()
    assert (reverse("courses:enrol", args=[enrolment.course.slug]) in stranger, "先听他说，再动手。" in stranger) == (True, False)
    assert LessonProgress.objects.count() == 0


def test_a_learner_sees_the_text_and_leaves_a_trace(enrolment: Enrolment) -> None:
    lesson = enrolment.course.get_children().first().specific
    answer = signed_in(enrolment.person).get(address(lesson))
    assert "先听他说，再动手。" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    enrolment.refresh_from_db()
    assert (LessonProgress.objects.count(), enrolment.last_active_at is None) == (1, False)


def test_a_preview_counts_nothing(enrolment: Enrolment) -> None:
    lesson = enrolment.course.get_children().first().specific
    page = signed_in(enrolment.course.owner).get(address(lesson)).content.decode()
    assert ("先听他说，再动手。" in page, "不计时长" in page, 'id="counting"' in page) == (True, True, False)
    assert LessonProgress.objects.count() == 0


def test_a_locked_lesson_says_why_and_gives_nothing(enrolment: Enrolment) -> None:
    course = enrolment.course
    course.completion_rule = {"version": 2, "sequential": True}
    course.save(update_fields=["completion_rule"])
    second = LessonPageFactory(course=course)
    client = signed_in(enrolment.person)
    page = client.get(address(second)).content.decode()
    assert ("这一课还没有打开" in page, "先学完第 1 课" in page, "先听他说，再动手。" in page) == (True, True, False)
    assert client.post(reverse("courses:mark_read", args=[second.pk])).status_code == 403
    assert client.post(reverse("courses:write_note", args=[second.pk]), {"text": "记"}).status_code == 403
    assert client.get(reverse("api:playback", args=[second.pk])).json()["code"] == "locked"
    assert (LessonProgress.objects.count(), LessonNote.objects.count()) == (0, 0)


def test_playing_addresses_are_only_for_those_who_may(enrolment: Enrolment) -> None:
    lesson = video_lesson(course=enrolment.course)
    url = reverse("api:playback", args=[lesson.pk])
    assert Client().get(url).json()["code"] == "not_signed_in"
    assert signed_in(PersonFactory()).get(url).json()["code"] == "not_enrolled"
    assert signed_in(PersonFactory()).get(reverse("api:playback", args=[999_999])).status_code == 404
    assert LessonProgress.objects.count() == 0


def test_reading_to_the_end_is_one_press(enrolment: Enrolment) -> None:
    lesson = enrolment.course.get_children().first().specific
    client = signed_in(enrolment.person)
    answer = client.post(reverse("courses:mark_read", args=[lesson.pk]))
    client.post(reverse("courses:mark_read", args=[lesson.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (302, address(lesson))
    assert LessonProgress.objects.get().completed_by == "read"
    assert "这一课已学完" in client.get(address(lesson)).content.decode()


def test_strangers_cannot_press(enrolment: Enrolment) -> None:
    lesson = enrolment.course.get_children().first().specific
    stranger = signed_in(PersonFactory())
    for name, args in (
        ("mark_read", [lesson.pk]),
        ("write_note", [lesson.pk]),
        ("withdraw", [enrolment.course_id]),
    ):
        assert stranger.post(reverse(f"courses:{name}", args=args), {"text": "记"}).status_code == 403
    assert stranger.post(reverse("courses:claim", args=[enrolment.pk])).status_code == 404
    for name, args in (("mark_read", [lesson.pk]), ("withdraw", [enrolment.course_id]), ("claim", [enrolment.pk])):
        assert Client().post(reverse(f"courses:{name}", args=args)).status_code == 302
    enrolment.refresh_from_db()
    assert (LessonProgress.objects.count(), LessonNote.objects.count(), enrolment.withdrawn_at) == (0, 0, None)


def test_notes_are_private_and_harmless(enrolment: Enrolment) -> None:
    lesson = enrolment.course.get_children().first().specific
    client, other = signed_in(enrolment.person), signed_in(EnrolmentFactory(course=enrolment.course).person)
    client.post(reverse("courses:write_note", args=[lesson.pk]), {"text": "<script>alert(1)</script>", "at_ms": "4500"})
    note = LessonNote.objects.get()
    assert (note.at_ms, note.text) == (4500, "<script>alert(1)</script>")
    page = client.get(address(lesson)).content.decode()
    assert ("&lt;script&gt;alert(1)" in page, "<script>alert" in page) == (True, False)
    assert "alert(1)" not in other.get(address(lesson)).content.decode()
    assert other.post(reverse("courses:delete_note", args=[note.pk])).status_code == 404
    assert LessonNote.objects.count() == 1
    client.post(reverse("courses:delete_note", args=[note.pk]))
    assert LessonNote.objects.count() == 0


@pytest.mark.parametrize("text", ["", "   ", "字" * 2001])
def test_an_empty_or_endless_note_is_not_kept(enrolment: Enrolment, text: str) -> None:
    lesson = enrolment.course.get_children().first().specific
    signed_in(enrolment.person).post(reverse("courses:write_note", args=[lesson.pk]), {"text": text})
    assert LessonNote.objects.count() == 0


def test_my_learning_costs_the_same_with_one_and_three_courses() -> None:
    person = PersonFactory()
    client = signed_in(person)
    url = reverse("courses:my_learning")
    EnrolmentFactory(person=person, course=_course_with_lesson())
    one = queries_of(client, url)
    for _ in range(2):
        EnrolmentFactory(person=person, course=_course_with_lesson())
    assert queries_of(client, url) == one


def _course_with_lesson() -> CoursePage:
    lesson = LessonPageFactory()
    return CoursePage.objects.get(path=lesson.path[: -lesson.steplen])


@pytest.mark.parametrize("show", ["going", "done", "left", "nonsense"])
def test_my_learning_shows_each_kind(show: str) -> None:
    person = PersonFactory()
    titles = {"going": "正在学的课", "done": "学完的课", "left": "退出的课"}
    EnrolmentFactory(person=person, course__title=titles["going"])
    EnrolmentFactory(person=person, course__title=titles["done"], completed_at=timezone.now())
    EnrolmentFactory(person=person, course__title=titles["left"], withdrawn_at=timezone.now())
    page = signed_in(person).get(reverse("courses:my_learning"), {"show": show}).content.decode()
    listed = [key for key, title in titles.items() if f"<b>{title}</b>" in page]
    assert listed == [show if show in titles else "going"]


def test_continue_learning_is_where_the_person_was_last() -> None:
    person = PersonFactory()
    first, second = (EnrolmentFactory(person=person, course=_course_with_lesson()) for _ in range(2))
    lesson = first.course.get_children().first()
    open_lesson(lesson.pk, person_id=person.pk, course_id=first.course_id)
    card = continue_learning(person, RequestFactory().get("/"))
    assert card is not None
    assert (card.course, card.done, card.total, card.next_step.title) == (first.course, 0, 1, lesson.title)
    second.course.unpublish()
    first.course.unpublish()
    assert continue_learning(person, RequestFactory().get("/")) is None


def test_the_roster_costs_the_same_with_one_and_three_learners(enrolment: Enrolment) -> None:
    client = signed_in(enrolment.course.owner)
    url = reverse("courses:learners", args=[enrolment.course_id])
    one = queries_of(client, url)
    for _ in range(2):
        EnrolmentFactory(course=enrolment.course)
    assert queries_of(client, url) == one


def test_the_roster_is_for_teachers_and_managers_of_the_course(enrolment: Enrolment) -> None:
    course = enrolment.course
    manager = RoleGrantFactory(organisation=course.organisation, role=Role.ORGANISATION_MANAGER).person
    elsewhere = RoleGrantFactory(role=Role.ORGANISATION_MANAGER).person
    colleague = RoleGrantFactory(organisation=course.organisation, role=Role.TEACHER).person
    urls = [
        reverse("courses:learners", args=[course.pk]),
        reverse("courses:learners_xlsx", args=[course.pk]),
        reverse("courses:learner", args=[course.pk, enrolment.person_id]),
    ]
    for url in urls:
        answers = [signed_in(who).get(url) for who in (course.owner, manager, elsewhere, colleague, enrolment.person)]
        for answer in answers:
            for close in answer._resource_closers:
                close()
        assert [answer.status_code for answer in answers] == [200, 200, 403, 403, 403]


def test_the_roster_is_searched_and_filtered(enrolment: Enrolment) -> None:
    course = enrolment.course
    EnrolmentFactory(course=course, person__full_name="周明远", completed_at=timezone.now())
    EnrolmentFactory(course=course, person__full_name="周小红", withdrawn_at=timezone.now())
    client, url = signed_in(course.owner), reverse("courses:learners", args=[course.pk])

    def names(**query: str) -> list[str]:
        return [row.name for row in client.get(url, query).context["rows"]]

    assert names(q="周") == ["周小红", "周明远"]
    assert names(q="周", state="done") == ["周明远"]
    assert names(state="left") == ["周小红"]
    assert names(state="going") == [enrolment.person.full_name]
    assert names(q="%") == []


def test_the_export_holds_the_filtered_rows_and_no_formula(enrolment: Enrolment) -> None:
    course = enrolment.course
    EnrolmentFactory(course=course, person__full_name="=HYPERLINK(1)")
    answer = signed_in(course.owner).get(reverse("courses:learners_xlsx", args=[course.pk]), {"q": "HYPER"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[1]][:3] == ["姓名", "手机号", "报名时间"]
    assert (sheet.max_row, sheet["A2"].value, sheet["A2"].data_type) == (2, "=HYPERLINK(1)", "s")


def test_a_teacher_marks_as_done_from_the_learners_page(enrolment: Enrolment) -> None:
    course, lesson = enrolment.course, enrolment.course.get_children().first()
    url = reverse("courses:mark_done", args=[course.pk, enrolment.person_id])
    client = signed_in(course.owner)
    short = client.post(url, {"lesson": lesson.pk, "reason": "好"})
    assert (short.status_code, "请写明理由" in short.content.decode()) == (422, True)
    other_lesson = LessonPageFactory()
    assert client.post(url, {"lesson": other_lesson.pk, "reason": "到现场听完了"}).status_code == 404
    stranger = RoleGrantFactory(organisation=course.organisation).person
    assert signed_in(stranger).post(url, {"lesson": lesson.pk, "reason": "到现场听完了"}).status_code == 403
    assert LessonProgress.objects.count() == 0
    assert client.post(url, {"lesson": lesson.pk, "reason": "到现场听完了"}).status_code == 302
    assert LessonProgress.objects.get().completed_by == "teacher"


def test_a_lesson_that_is_not_published_is_not_there(enrolment: Enrolment) -> None:
    hidden = LessonPageFactory(course=enrolment.course, live=False)
    client = signed_in(enrolment.person)
    assert client.get(address(hidden)).status_code == 404
    assert client.get("/courses/no-such-course/lesson/").status_code == 404


@pytest.mark.parametrize("moment", ["", "-5", "abc", "9" * 30, "１２", "12.5"])
def test_an_odd_moment_in_the_address_is_left_out(enrolment: Enrolment, moment: str) -> None:
    lesson = video_lesson(course=enrolment.course)
    assert signed_in(enrolment.person).get(address(lesson), {"t": moment}).status_code == 200


def test_a_text_in_a_course_title_cannot_break_out(enrolment: Enrolment) -> None:
    CoursePageFactory()
    enrolment.course.title = "<img src=x onerror=alert(1)>"
    enrolment.course.save()
    for url in (reverse("courses:my_learning"), address(enrolment.course.get_children().first().specific)):
        assert "<img src=x" not in signed_in(enrolment.person).get(url).content.decode()
