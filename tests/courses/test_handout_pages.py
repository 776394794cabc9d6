"""Reading the pages of hand-outs in the browser: who may, from which page on, and where a found page leads."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from cms.results.cards import cards_of
from courses.authoring.lessons import add_handout
from courses.catalogue.models import LessonHandout
from courses.models import CoursePage, LessonPage
from media_pipeline import storage
from media_pipeline.api import StoredFile
from media_pipeline.handouts.models import HandoutPage, PagePicture
from search.api import Hit
from tests.factories.accounts import PersonFactory
from tests.factories.courses import LessonPageFactory
from tests.factories.learning import EnrolmentFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff a picture"


@pytest.fixture
def lesson() -> LessonPage:
    """Return a text lesson of a live course."""
    return LessonPageFactory(title="接地保护")


@pytest.fixture
def learner(lesson: LessonPage) -> Person:
    """Return somebody who learns in its course."""
    return EnrolmentFactory(course=course_of(lesson)).person


def course_of(lesson: LessonPage) -> CoursePage:
    return CoursePage.objects.get(path=lesson.path[: -lesson.steplen])


def handout(lesson: LessonPage, *, pages: int, state: str = "ready", total: int | None = None) -> StoredFile:
    """Return a hand-out of the lesson with so many drawn pages, whose words are known."""
    stored = StoredFile.objects.create(
        organisation=course_of(lesson).organisation,
        file_name="课件.pptx",
        size=2048,
        text_state="read",
        pages_state=state,
        page_count=total or pages,
    )
    LessonHandout.objects.create(lesson=lesson, title="安全手册", stored_file=stored)
    for number in range(1, pages + 1):
        HandoutPage.objects.create(stored_file=stored, number=number, text=f"第{number}张的<字>")
        for bound, width in ((480, 480), (1280, 1280)):
            PagePicture.objects.create(
                stored_file=stored, number=number, bound=bound, width=width, height=width * 3 // 4, size=1, sha256="0" * 64
            )
    return stored


def address(lesson: LessonPage) -> str:
    return f"/courses/{course_of(lesson).slug}/{lesson.slug}/"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_lesson_shows_the_first_pages_and_the_way_to_the_others(lesson: LessonPage, learner: Person) -> None:
    stored = handout(lesson, pages=5)

    html = signed_in(learner).get(address(lesson)).content.decode()

    assert [html.count(f"/{number}-480.jpg") for number in (1, 2, 3, 4)] == [1, 1, 1, 0]
    assert (f'{address(lesson)}files/{stored.pk}/#page-3"' in html, "PPTX，5 页" in html) == (True, True)


@pytest.mark.parametrize("state", ["waiting", "no_converter", "failed"])
def test_without_pictures_it_can_be_downloaded(lesson: LessonPage, learner: Person, state: str) -> None:
    stored = handout(lesson, pages=0, state=state, total=5)
    client = signed_in(learner)

    html = client.get(address(lesson)).content.decode()
    reader = client.get(f"{address(lesson)}files/{stored.pk}/")

    assert (f"/{stored.key}/" in html, f"files/{stored.pk}/" in html) == (True, False)
    assert (reader.status_code, reader.headers["Location"]) == (302, f"{address(lesson)}#files")


def test_the_reader_shows_the_pages_around_the_one_that_is_asked_for(lesson: LessonPage, learner: Person) -> None:
    stored = handout(lesson, pages=45, total=60)
    client = signed_in(learner)

    middle = client.get(f"{address(lesson)}files/{stored.pk}/?page=27").content.decode()
    last = client.get(f"{address(lesson)}files/{stored.pk}/?page=900").content.decode()

    assert [f'id="page-{number}"' in middle for number in (20, 21, 40, 41)] == [False, True, True, False]
    assert ('alt="第 27 页"' in middle, "第27张的&lt;字&gt;" in middle, 'loading="lazy"' in middle) == (True, True, True)
    assert ('href="?page=1"' in middle, 'href="?page=41"' in middle) == (True, True)
    assert ('id="page-45"' in last, "网上只显示前 45 页" in last, 'rel="next"' in last) == (True, True, False)


@pytest.mark.parametrize("page", ["", "x", "-1", "0", "99999999999", "²"])
def test_a_senseless_page_is_the_first(lesson: LessonPage, learner: Person, page: str) -> None:
    stored = handout(lesson, pages=2)

    answer = signed_in(learner).get(f"{address(lesson)}files/{stored.pk}/", {"page": page})

    assert (answer.status_code, 'id="page-1"' in answer.content.decode()) == (200, True)


def test_strangers_are_led_to_the_way_in_and_see_no_page(lesson: LessonPage) -> None:
    stored = handout(lesson, pages=2)

    answers = [client.get(f"{address(lesson)}files/{stored.pk}/") for client in (Client(), signed_in(PersonFactory()))]

    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, address(lesson))] * 2


def test_the_hand_out_of_another_lesson_is_not_shown(lesson: LessonPage, learner: Person) -> None:
    foreign = handout(LessonPageFactory(), pages=2)

    answer = signed_in(learner).get(f"{address(lesson)}files/{foreign.pk}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{address(lesson)}#files")


def test_the_reader_costs_the_same_with_one_page_and_three(lesson: LessonPage, learner: Person) -> None:
    client = signed_in(learner)
    counts = []
    for pages in (1, 3):
        LessonHandout.objects.all().delete()
        stored = handout(lesson, pages=pages)
        client.get(f"{address(lesson)}files/{stored.pk}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{address(lesson)}files/{stored.pk}/")
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_teachers_see_the_pages_of_a_draft_and_what_is_still_being_prepared(lesson: LessonPage) -> None:
    course = course_of(lesson)
    RoleGrantFactory(person=course.owner, organisation=course.organisation)
    file = SimpleUploadedFile("手册.pdf", b"%PDF-1.7")
    draft = add_handout(course, lesson.pk, actor=course.owner, file=file)
    stored = StoredFile.objects.get()
    client, preview = signed_in(course.owner), f"/teach/{course.pk}/preview/{draft.pk}/"

    waiting = client.get(preview).content.decode()
    editor = client.get(f"/teach/{course.pk}/lessons/{draft.pk}/").content.decode()
    StoredFile.objects.update(pages_state="ready")
    for bound in (480, 1280):
        PagePicture.objects.create(stored_file=stored, number=1, bound=bound, width=bound, height=bound, size=1, sha256="0" * 64)
    ready = client.get(preview).content.decode()

    assert ["正在准备页面预览" in html for html in (waiting, editor, ready)] == [True, True, False]
    assert ("看页面（1 页）" in ready, "/1-1280.jpg" in ready) == (True, True)


def test_pictures_are_given_to_the_person_they_are_for(lesson: LessonPage, learner: Person) -> None:
    stored = handout(lesson, pages=1)
    storage.media_storage().save(storage.page_key(stored.key, 1, 480), ContentFile(JPEG))
    client = signed_in(learner)
    html = client.get(address(lesson)).content.decode()
    picture = html.split('<ul class="sheet-strip"')[1].split('src="')[1].split('"')[0]

    own, again = client.get(picture), client.get(picture)
    others = [Client().get(picture).status_code, signed_in(PersonFactory()).get(picture).status_code]
    wrong = [
        client.get(picture.replace("/1-480", "/2-480")).status_code,
        client.get(picture.replace("/m/pages/", "/m/pages/a")).status_code,
    ]

    assert [(answer.status_code, answer.headers["Content-Type"]) for answer in (own, again)] == [(200, "image/jpeg")] * 2
    assert b"".join(own) == JPEG
    assert (others, wrong) == ([403, 403], [404, 403])


@pytest.mark.parametrize(("page", "ending"), [(3, "?page=3#page-3"), (1, "")])
def test_a_found_page_opens_at_that_page(lesson: LessonPage, page: int, ending: str) -> None:
    stored = handout(lesson, pages=5)
    extra = {"page": page, "file": stored.pk}

    card = cards_of([Hit("page", lesson.pk, "安全手册", "", address(lesson), extra, ())])[0]

    assert card.url == f"{address(lesson)}files/{stored.pk}/{ending}"


def test_words_without_pages_lead_to_the_hand_outs_of_the_lesson(lesson: LessonPage) -> None:
    stored = handout(lesson, pages=1)
    extra = {"page": 0, "file": stored.pk}

    card = cards_of([Hit("page", lesson.pk, "安全手册", "", address(lesson), extra, ())])[0]

    assert card.url == f"{address(lesson)}#files"
