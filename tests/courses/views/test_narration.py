"""课件配音 over HTTP: who may, what is taken, what is said, and what learners get of it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.authoring.drafts import lesson_draft
from courses.authoring.lessons import update_lesson
from courses.authoring.models import LessonNarration, LessonUpload
from courses.authoring.outline import add_lesson
from courses.catalogue.models import CoursePage, LessonHandout, LessonPage
from courses.review.services import submit_course
from media_pipeline.api import Asset, AssetState, Narration, StoredFile
from media_pipeline.models import HandoutPage, PageTimes, Recording
from tests.courses.people import Town
from tests.courses.views.test_teaching_and_review_pages import HOSTILE, queries_of, signed_in
from tests.factories.learning import EnrolmentFactory
from tests.media_pipeline.conftest import media_folders
from tests.media_pipeline.narration.conftest import check_all, paper_deck, states
from tests.media_pipeline.narration.test_recordings import HTML_PAGE, wav

__all__ = ["media_folders"]


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = False


@pytest.fixture
def lesson(ready: CoursePage, town: Town) -> LessonPage:
    """A lesson of a draft with a deck of three pages as its hand-out."""
    return with_deck(add_lesson(ready, actor=town.teacher, title="量血压"), town)


def fresh(lesson: LessonPage) -> LessonPage:
    """Return the lesson as its teachers last saved it."""
    return LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()


def with_deck(lesson: LessonPage, town: Town, *, pages: int = 3, title: str = "量血压课件") -> LessonPage:
    draft = fresh(lesson)
    deck = paper_deck(town.college.pk, pages)
    draft.handouts.add(LessonHandout(title=title, stored_file=deck, sort_order=draft.handouts.count()))
    draft.save()
    draft.save_revision(user=town.teacher)
    return lesson


def address(lesson: LessonPage, name: str = "teach_narration", **more: int) -> str:
    course = lesson.get_parent()
    return reverse(f"courses:{name}", kwargs={"course_id": course.pk, "lesson_id": lesson.pk, **more})


def deck_of(lesson: LessonPage) -> StoredFile:
    return fresh(lesson).handouts.first().stored_file


def send(client: Client, lesson: LessonPage, files: dict[str, bytes], **fields: Any) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    where = address(lesson, "teach_narration_record")
    return client.post(where, {"files": sent, "deck": deck_of(lesson).pk, **fields}, follow=True)


def press(client: Client, lesson: LessonPage, name: str, *, number: int = 0, **fields: Any) -> str:
    """Press a button and return what the page says then."""
    where = address(lesson, name, **({"number": number} if number else {}))
    answer = client.post(where, {"deck": deck_of(lesson).pk, **fields}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def draft_asset(lesson: LessonPage) -> int | None:
    return lesson_draft(CoursePage.objects.get(pk=lesson.get_parent().pk), lesson.pk).asset_id


def test_a_lesson_without_a_deck_says_what_to_do(ready: CoursePage, town: Town) -> None:
    lesson = add_lesson(ready, actor=town.teacher, title="还没有课件")

    page = signed_in(town.teacher).get(address(lesson))

    assert (page.status_code, "还没有能配音的课件" in page.content.decode()) == (200, True)


def test_recordings_are_sent_heard_changed_and_composed(lesson: LessonPage, town: Town) -> None:
    client = signed_in(town.teacher)
    page = client.get(address(lesson))
    assert (page["Permissions-Policy"], page.content.decode().count('class="narration__page')) == ("microphone=(self)", 3)
    assert client.get(reverse("courses:teach_lesson", args=[lesson.get_parent().pk, lesson.pk])).headers.get(
        "Permissions-Policy"
    ) != ("microphone=(self)")

    said = send(client, lesson, {"第1页.wav": wav(1), "第2页.wav": wav(1), "第3页.mp3": HTML_PAGE}).content.decode()
    assert ("第 1 页：第1页.wav；第 2 页：第2页.wav" in said, "#take-1,#take-2,#take-3" in said) == (True, True)
    check_all()
    said = client.get(address(lesson)).content.decode()
    assert (said.count("<audio controls preload"), "3 页里 2 页有录音" in said) == (2, True)
    assert said.count("这个文件里是一个网页，不是录音。") == 2  # beside its page, and named at the top
    assert "第 3 页的录音“第3页.mp3”没有收下" in press(client, lesson, "teach_narration_compose")
    assert "第 3 页的录音已拿掉。" in press(client, lesson, "teach_narration_page", number=3, act="remove")
    assert "停留 8 秒" in press(client, lesson, "teach_narration_page", number=3, act="stand", seconds="8")
    assert "第 2 页的录音已换到第 3 页" in press(client, lesson, "teach_narration_page", number=2, act="move", to="3")
    assert "这一页不放进视频" in press(client, lesson, "teach_narration_page", number=2, act="skip")

    said = press(client, lesson, "teach_narration_compose")

    asset = Asset.objects.get()
    assert ("开始合成了" in said, 'hx-trigger="every 3s"' in said, asset.state) == (True, True, AssetState.COMPOSING)
    assert (draft_asset(lesson), LessonUpload.objects.get().asset_id) == (asset.pk, asset.pk)
    assert "已经合成过，没有改动" in press(client, lesson, "teach_narration_compose")
    assert (Asset.objects.count(), Asset.objects.get().version) == (1, 1)
    assert "已停下，录音都在。" in press(client, lesson, "teach_narration_stop")
    assert [state for state, _code, _length in states(Narration.objects.get()).values()] == ["ready", "ready"]


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("stand", {"seconds": "0"}, "停留的秒数要在 1 到 600 之间"),
        ("stand", {"seconds": "²"}, "没有看懂这个数字"),
        ("stand", {"seconds": "9999999"}, "停留的秒数要在 1 到 600 之间"),
        ("move", {"to": "9"}, "这一课还没有录音"),
        ("dance", {}, "没有看懂这个请求"),
        ("stand", {"seconds": "8", "deck": "999"}, "这份课件已经不在这一课里"),
    ],
)
def test_what_makes_no_sense_is_said_on_the_page(
    act: str, fields: dict[str, str], said: str, lesson: LessonPage, town: Town
) -> None:
    assert said in press(signed_in(town.teacher), lesson, "teach_narration_page", number=1, act=act, **fields)
    assert [narration.stands for narration in Narration.objects.all()] in ([], [{}])


def test_nobody_else_gets_in_and_nothing_changes(lesson: LessonPage, town: Town) -> None:
    teacher = signed_in(town.teacher)
    send(teacher, lesson, {"1.wav": wav(1)})
    check_all()
    acts = ["teach_narration_record", "teach_narration_deck", "teach_narration_compose", "teach_narration_stop"]
    places = [address(lesson), *(address(lesson, act) for act in acts), address(lesson, "teach_narration_page", number=1)]

    for person in (town.stranger, town.colleague, town.resident):
        client = signed_in(person)
        fields = {"deck": deck_of(lesson).pk, "act": "remove", "files": SimpleUploadedFile("a.wav", wav(1))}
        answers = [client.get(places[0]).status_code, *(client.post(place, fields).status_code for place in places[1:])]
        assert answers == [403] * 6

    assert (states(Narration.objects.get()), Asset.objects.count()) == ({1: ("ready", "", 1_000)}, 0)


def test_two_editors_work_on_one_narration(lesson: LessonPage, town: Town) -> None:
    teacher, manager = signed_in(town.teacher), signed_in(town.manager)

    send(teacher, lesson, {"1.wav": wav(1)})
    send(manager, lesson, {"2.wav": wav(2)}, number=2)
    send(teacher, lesson, {"better.wav": wav(3)}, number=2)
    check_all()

    assert {number: length for number, (_s, _c, length) in states(Narration.objects.get()).items()} == {1: 1_000, 2: 3_000}
    assert (LessonNarration.objects.count(), "开始合成了" in press(manager, lesson, "teach_narration_compose")) == (1, True)
    assert "已经合成过" in press(teacher, lesson, "teach_narration_compose")


def test_a_script_is_answered_in_its_own_language(lesson: LessonPage, town: Town) -> None:
    client, where = signed_in(town.teacher), address(lesson, "teach_narration_record")

    def post(content: bytes) -> Any:
        file = SimpleUploadedFile("第2页现场录音.webm", content)
        fields = {"files": file, "deck": deck_of(lesson).pk, "number": 2}
        return client.post(where, fields, headers={"Accept": "application/json"})

    taken, refused = post(wav(1)), post(b"")

    assert (taken.status_code, taken.json()) == (201, {"placed": [["第2页现场录音.webm", 2]]})
    assert (refused.status_code, refused.json()["message"].startswith("“第2页现场录音.webm”：这个文件是空的")) == (422, True)
    assert Recording.objects.count() == 1


def test_a_published_lesson_keeps_its_video_until_the_new_one_is_approved(lesson: LessonPage, town: Town) -> None:
    client = signed_in(town.teacher)
    send(client, lesson, {"1.wav": wav(1)})
    check_all()
    press(client, lesson, "teach_narration_compose")
    first = Asset.objects.get()
    LessonPage.objects.filter(pk=lesson.pk).update(live=True, asset_id=first.pk)
    press(client, lesson, "teach_narration_page", number=2, act="skip")

    press(client, lesson, "teach_narration_compose")

    second = Asset.objects.exclude(pk=first.pk).get()
    assert (draft_asset(lesson), LessonPage.objects.get(pk=lesson.pk).asset_id) == (second.pk, first.pk)
    press(client, lesson, "teach_narration_page", number=2, act="stand", seconds="5")
    press(client, lesson, "teach_narration_compose")
    assert [(asset.pk, asset.version) for asset in Asset.objects.order_by("pk")] == [(first.pk, 1), (second.pk, 2)]


def test_nothing_changes_while_a_reviewer_reads(lesson: LessonPage, ready: CoursePage, town: Town) -> None:
    client = signed_in(town.teacher)
    update_lesson(ready, lesson.pk, actor=town.teacher, values={"text": "先坐五分钟，不说话。"})
    submit_course(CoursePage.objects.get(pk=ready.pk), actor=town.teacher)

    said = send(client, lesson, {"1.wav": wav(1)}).content.decode()

    assert ("这门课正在审核" in said, "narration__form" in said, Recording.objects.count()) == (True, False, 0)


def test_another_deck_takes_the_recordings_over_by_page(lesson: LessonPage, town: Town) -> None:
    client = signed_in(town.teacher)
    send(client, lesson, {"1.wav": wav(1), "3.wav": wav(1)})
    check_all()
    with_deck(lesson, town, pages=2, title=HOSTILE)
    other = fresh(lesson).handouts.last().stored_file

    shown = client.get(address(lesson), {"deck": other.pk}).content.decode()
    assert ("录音现在配的是另一份课件" in shown, HOSTILE in shown) == (True, False)
    said = press(client, lesson, "teach_narration_deck", deck=other.pk)

    assert ("已换用这份课件" in said, "第 3 页：3.wav" in said, "2 页里 1 页有录音" in said) == (True, True, True)


def test_the_page_costs_the_same_whatever_its_length(lesson: LessonPage, town: Town) -> None:
    client = signed_in(town.teacher)
    send(client, lesson, {"1.wav": wav(1)})
    few = queries_of(client, address(lesson))
    send(client, lesson, {"2.wav": wav(1), "3.wav": wav(1)})

    assert queries_of(client, address(lesson)) == few


def test_learners_jump_to_the_second_of_a_page(ready: CoursePage, town: Town) -> None:
    lesson = ready.get_children().first().specific
    deck = paper_deck(town.college.pk)
    HandoutPage.objects.create(stored_file=deck, number=1, text=HOSTILE)
    asset = Asset.objects.create(
        organisation=town.college, owner=town.teacher, file_name="a", size=1, state="ready", ready_version=2, version=2,
        duration_ms=9_000, folder="2-0123abcd",
    )  # fmt: skip
    for version, second in ((1, 7), (2, 6)):
        PageTimes.objects.create(asset=asset, version=version, deck=deck, times=[[1, 0], [3, second * 1_000 + 500]])
    LessonPage.objects.filter(pk=lesson.pk).update(asset_id=asset.pk, duration_ms=9_000, live=True)
    CoursePage.objects.filter(pk=ready.pk).update(live=True)
    learner = EnrolmentFactory(course=CoursePage.objects.get(pk=ready.pk)).person

    html = signed_in(learner).get(reverse("courses:lesson", args=[ready.slug, lesson.slug])).content.decode()

    assert ('data-t="6"' in html, 'data-t="7"' in html, "第 3 页" in html, HOSTILE[:24] in html) == (True, False, True, False)
