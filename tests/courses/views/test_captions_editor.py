"""The page for captions, as a script and as a browser without scripts use it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from courses.authoring.teachers import add_teacher
from courses.authoring.uploads import start_lesson_upload
from courses.catalogue.models import CoursePage, LessonPage
from courses.review.services import submit_course
from media_pipeline.api import Caption, attach_captions, transcript
from tests.courses.people import Town

pytestmark = pytest.mark.django_db
TEXT = "00:00:01.000 --> 00:00:03.000\n先洗手\n"
ROWS = [["00:01", "00:03", "先洗手"]]


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = False


@pytest.fixture
def filmed(ready: CoursePage, town: Town) -> LessonPage:
    """A lesson of the course whose video is being uploaded."""
    return start_lesson_upload(ready, actor=town.teacher, file_name="一.mp4", size=1000)[1]


def page_of(course: CoursePage, lesson: LessonPage, language: str = "zh") -> str:
    return reverse("courses:teach_caption_editor", args=[course.pk, lesson.pk, language])


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, url: str, **values: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(url, values, content_type="application/json", headers={"Accept": "application/json"})
    return answer.status_code, answer.json()


@pytest.mark.parametrize("who", ["teacher", "colleague", "manager"])
def test_every_teacher_of_the_course_writes_and_approves(ready: CoursePage, filmed: LessonPage, town: Town, who: str) -> None:
    add_teacher(ready, actor=town.teacher, person=town.colleague)
    client, url = signed_in(getattr(town, who)), page_of(ready, filmed)

    draft = send(client, url, version=0, act="save", rows=ROWS)
    unseen = transcript(filmed.asset_id)
    approved = send(client, url, version=1, act="approve", rows=ROWS)

    assert (draft[0], draft[1]["version"], draft[1]["state"], unseen) == (200, 1, "draft", [])
    assert (approved[0], approved[1]["version"], approved[1]["state_label"]) == (200, 2, "已校对")
    assert [cue.text for cue in transcript(filmed.asset_id)] == ["先洗手"]
    assert "先洗手" in client.get(url).content.decode()


@pytest.mark.parametrize("who", ["colleague", "stranger", "reviewer", "resident"])
def test_others_neither_see_nor_change(ready: CoursePage, filmed: LessonPage, town: Town, who: str) -> None:
    client, url = signed_in(getattr(town, who)), page_of(ready, filmed)

    assert client.get(url).status_code == 403
    assert send(client, url, version=0, act="save", rows=ROWS)[0] == 403
    assert not Caption.objects.exists()


def test_without_a_script_the_text_is_kept_and_the_wrong_line_named(ready: CoursePage, filmed: LessonPage, town: Town) -> None:
    client, url = signed_in(town.teacher), page_of(ready, filmed)

    wrong = client.post(url, {"version": "0", "act": "save", "text": "00:00:03.000 --> 00:00:01.000\n先洗手"})
    right = client.post(url, {"version": "0", "act": "approve", "text": TEXT})

    assert wrong.status_code == 422
    assert "字幕第 1 行有问题：结束时间不比开始时间晚" in wrong.content.decode()
    assert "00:00:03.000 --&gt; 00:00:01.000\n先洗手" in wrong.content.decode()
    assert (right.status_code, [cue.text for cue in transcript(filmed.asset_id)]) == (302, ["先洗手"])


def test_the_second_of_two_editors_loses_nothing(ready: CoursePage, filmed: LessonPage, town: Town) -> None:
    add_teacher(ready, actor=town.teacher, person=town.colleague)
    url = page_of(ready, filmed)
    send(signed_in(town.colleague), url, version=0, act="save", rows=[["00:01", "00:03", "别人写的"]])
    client = signed_in(town.teacher)

    by_script = send(client, url, version=0, act="save", rows=ROWS)
    by_form = client.post(url, {"version": "0", "act": "save", "text": TEXT})

    assert (by_script[0], by_script[1]["code"], by_script[1]["version"]) == (409, "stale", 1)
    page = by_form.content.decode()
    assert (by_form.status_code, "何建国" in page, "先洗手" in page, "别人写的" in page) == (409, True, True, True)
    assert 'name="version" value="1"' in page
    assert Caption.objects.get().cues == [[1000, 3000, "别人写的"]]


def test_while_the_course_is_reviewed_captions_can_only_be_read(ready: CoursePage, town: Town, monkeypatch: Any) -> None:
    lesson = LessonPage.objects.child_of(ready).first()
    upload, _draft = start_lesson_upload(ready, actor=town.teacher, file_name="一.mp4", size=1000, lesson_id=lesson.pk)
    attach_captions(upload.asset_id, actor=town.teacher, language="zh", text=TEXT)
    client, url = signed_in(town.teacher), page_of(ready, lesson)
    monkeypatch.setattr("courses.review.services.refuse_unready", lambda _items: None)  # the video is not processed here
    submit_course(ready, actor=town.teacher)

    assert send(client, url, version=1, act="withdraw", rows=ROWS)[1]["code"] == "in_review"
    page = client.get(url).content.decode()
    assert ("正在审核" in page, "data-captions-form" in page) == (True, False)
    assert Caption.objects.get().version == 1


@pytest.mark.parametrize(
    "sent",
    [{}, {"version": True}, {"version": "0"}, {"version": 0, "act": "burn"}, {"version": 0, "act": "save", "rows": "x"}],
)
def test_what_no_script_sends_is_refused(ready: CoursePage, filmed: LessonPage, town: Town, sent: dict[str, Any]) -> None:
    assert send(signed_in(town.teacher), page_of(ready, filmed), **sent)[0] == 422
    assert not Caption.objects.exists()


@pytest.mark.parametrize("language", ["<b>", "klingon-", "ZZ"])
def test_there_is_no_page_for_what_is_no_language(ready: CoursePage, filmed: LessonPage, town: Town, language: str) -> None:
    assert signed_in(town.teacher).get(page_of(ready, filmed, language)).status_code == 404


def test_hostile_words_stay_words(ready: CoursePage, filmed: LessonPage, town: Town) -> None:
    words = "</script><script>alert(1)</script>"
    client, url = signed_in(town.teacher), page_of(ready, filmed)
    send(client, url, version=0, act="approve", rows=[["00:01", "00:03", words]])

    assert "<script>alert(1)" not in client.get(url).content.decode()
    assert transcript(filmed.asset_id)[0].text == words


def test_the_lesson_and_the_outline_say_how_far_the_captions_are(ready: CoursePage, filmed: LessonPage, town: Town) -> None:
    client = signed_in(town.teacher)
    lesson, outline = (
        reverse("courses:teach_lesson", args=[ready.pk, filmed.pk]),
        reverse("courses:teach_course", args=[ready.pk]),
    )

    def seen() -> tuple[list[str], list[str]]:
        texts = client.get(lesson).content.decode(), client.get(outline).content.decode()
        return [w for w in ("还没有字幕", "草稿学员看不到", "已校对") if w in texts[0]], [
            w for w in ("缺字幕", "字幕待校对", "有字幕") if f">{w}</span>" in texts[1]
        ]

    none = seen()
    send(client, page_of(ready, filmed), version=0, act="save", rows=ROWS)
    drafted = seen()
    send(client, page_of(ready, filmed), version=1, act="approve", rows=ROWS)

    assert none == (["还没有字幕"], ["缺字幕"])
    assert drafted == (["草稿学员看不到"], ["字幕待校对"])
    assert seen() == (["已校对"], ["有字幕"])
