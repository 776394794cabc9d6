"""What is remembered of a lesson's page for its learners: every change shows at once, and nobody gets another one's page."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import CourseProtection, Enrolment, LessonHandout, LessonNote, LessonPage, LessonProgress
from courses.progress.services import open_lesson
from foundation.publication import memory
from foundation.publication.memory import Memory
from media_pipeline.api import AssetState, StoredFile, attach_captions
from media_pipeline.models import Asset
from tests.factories.accounts import PersonFactory
from tests.factories.cms import site_with_pages
from tests.factories.courses import CoursePageFactory
from tests.factories.learning import EnrolmentFactory, video_lesson

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> Memory:
    """An empty store, for this test alone."""
    store = Memory(1_000_000)
    monkeypatch.setattr(memory, "PARTS", store)
    return store


@pytest.fixture
def lessons() -> list[LessonPage]:
    """Two lessons of a course, the first with a video that plays."""
    site_with_pages()
    course = CoursePageFactory(title="低压电工")
    asset = Asset.objects.create(
        organisation=course.organisation, owner=course.owner, file_name="课.mp4", size=10, state=AssetState.READY, ready_version=1,
        folder="1-0123abcd", duration_ms=100_000, width=320, height=180, has_sound=True,
    )  # fmt: skip
    return [video_lesson(course=course, title="万用表", asset=asset), video_lesson(course=course, title="接地")]


def learner(lesson: LessonPage, name: str) -> tuple[Client, Enrolment]:
    """Return a signed-in learner of the lesson's course."""
    enrolment = EnrolmentFactory(course_id=lesson.get_parent().pk, person=PersonFactory(full_name=name))
    client = Client()
    client.force_login(enrolment.person)
    return client, enrolment


def page(client: Client, lesson: LessonPage) -> str:
    """Return the lesson's page, asked for twice: the second comes out of the memory where there is something."""
    address = reverse("courses:lesson", args=[lesson.get_parent().slug, lesson.slug])
    client.get(address)
    return client.get(address).content.decode()


def states(html: str) -> list[str]:
    """Return the states of the lessons in the outline."""
    return re.findall(r'class="outline__item" data-state="(\w+)"', html)


def test_each_change_of_a_lesson_shows_at_once(lessons: list[LessonPage]) -> None:
    lesson, other = lessons
    client, enrolment = learner(lesson, "林晓芸")
    html = page(client, lesson)
    assert ("plain.mp4" in html, "<track" in html, "安全手册" in html, "接地" in html) == (True, False, False, True)

    attach_captions(lesson.asset_id, actor=lesson.asset.owner, language="zh", text="00:00.000 --> 00:01.000\n先断电")
    html = page(client, lesson)
    assert ("<track" in html, "先断电" in html) == (True, True)

    stored = StoredFile.objects.create(organisation=enrolment.course.organisation, file_name="a.pdf", size=1)
    LessonHandout.objects.create(lesson=lesson, title="安全手册", stored_file=stored)
    assert "安全手册" in page(client, lesson)

    LessonPage.objects.filter(pk=other.pk).update(title="接零")
    assert ("接零" in page(client, lesson), "接地" in page(client, lesson)) == (True, False)

    Asset.objects.filter(pk=lesson.asset_id).update(version=2, ready_version=2, folder="2-0123abcd", has_sound=False)
    html = page(client, lesson)
    assert ("2-0123abcd" in html, "1-0123abcd" in html) == (True, False)
    assert re.search(r'data-audio-only aria-pressed="false" hidden', html)

    CourseProtection.objects.create(course_id=enrolment.course_id, marks_viewer=True, changed_at=timezone.now())
    assert "data-mark=" in page(client, lesson)

    Enrolment.objects.update(withdrawn_at=timezone.now())
    assert "data-player" not in page(client, lesson)


def test_learners_share_what_is_public_and_see_their_own_progress(lessons: list[LessonPage], parts: Memory) -> None:
    lesson, other = lessons
    (one, first), (two, _second) = learner(lesson, "林晓芸"), learner(lesson, "周大明")
    open_lesson(other.pk, person_id=first.person_id, course_id=first.course_id)
    LessonProgress.objects.filter(lesson=other).update(completed_at=timezone.now(), position_ms=7000)
    LessonNote.objects.create(person=first.person, lesson=lesson, at_ms=0, text="只给自己看")

    pages = [page(one, lesson), page(two, lesson), page(one, lesson)]

    assert [states(html) for html in pages] == [["now", "done"], ["now", "open"], ["now", "done"]]
    assert ["只给自己看" in html for html in pages] == [True, False, True]
    sessions = [re.search(r'data-session="([^"]*)"', html) for html in pages]
    assert len({found.group(1) for found in sessions if found}) == 3
    kept = "".join(value for value, _size, _end in parts._kept.values() if isinstance(value, str))
    assert [word in kept for word in ("林晓芸", "周大明", "只给自己看", "/m/", "csrfmiddlewaretoken")] == [False] * 5


def test_the_second_visit_asks_for_nothing_that_is_public(lessons: list[LessonPage], count_queries: Any) -> None:
    client, _enrolment = learner(lessons[0], "林晓芸")
    page(client, lessons[0])
    address = reverse("courses:lesson", args=[lessons[0].get_parent().slug, lessons[0].slug])

    # changes, session, person, enrolment, progress, opened, notes, notices
    assert count_queries(lambda: client.get(address)) == 8


def test_home_goes_on_with_the_course_as_it_is_now(lessons: list[LessonPage], count_queries: Any) -> None:
    client, enrolment = learner(lessons[0], "林晓芸")
    client.get("/")
    # changes, session, person, enrolment, progress, hours, notices
    assert count_queries(lambda: client.get("/")) == 7
    assert "接着学《低压电工》" in client.get("/").content.decode()

    enrolment.course.title = "高压电工"
    enrolment.course.save()
    assert "接着学《高压电工》" in client.get("/").content.decode()

    enrolment.course.unpublish()
    assert "接着学" not in client.get("/").content.decode()
