"""Notes that are saved while they are written."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from courses.enrolment.services import enrol
from courses.progress.models import LessonNote
from courses.progress.notes import write_note
from foundation.api import InvalidInput
from tests.factories.accounts import PersonFactory
from tests.factories.courses import LessonPageFactory

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.mark.django_db
def test_a_note_saved_while_it_is_written_is_one_note() -> None:
    lesson, person, key = LessonPageFactory(), PersonFactory(), uuid4()

    for text in ("先", "先听", "先听他说"):
        write_note(lesson.pk, actor=person, at_ms=5000, text=text, draft_key=key)
    write_note(lesson.pk, actor=person, at_ms=0, text="另一条")

    assert list(LessonNote.objects.order_by("at_ms").values_list("text", "at_ms")) == [("另一条", 0), ("先听他说", 5000)]


@pytest.mark.django_db
def test_a_key_opens_only_ones_own_note_of_the_same_lesson() -> None:
    lesson, person, key = LessonPageFactory(), PersonFactory(), uuid4()
    write_note(lesson.pk, actor=person, at_ms=0, text="我的", draft_key=key)

    write_note(lesson.pk, actor=PersonFactory(), at_ms=0, text="别人的", draft_key=key)
    with pytest.raises(InvalidInput):
        write_note(LessonPageFactory().pk, actor=person, at_ms=0, text="另一课", draft_key=key)

    assert LessonNote.objects.get(person=person).text == "我的"
    assert LessonNote.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_make_one_note() -> None:
    lesson, person, key = LessonPageFactory(), PersonFactory(), uuid4()

    def save(number: int) -> None:
        try:
            write_note(lesson.pk, actor=person, at_ms=0, text=f"第 {number} 次", draft_key=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(8)))

    assert LessonNote.objects.filter(person=person).count() == 1


@pytest.mark.django_db
def test_the_page_saves_empties_and_finishes_a_note() -> None:
    lesson, person, key = LessonPageFactory(), PersonFactory(), str(uuid4())
    course = lesson.get_parent().specific
    enrol(course, actor=person)
    client = Client()
    client.force_login(person)
    url = reverse("courses:write_note", args=[lesson.pk])

    answer = client.post(url, {"draft_key": key, "text": "先听", "at_ms": "7000"}, **JSON)
    assert (answer.status_code, answer.json()["saved"][:3]) == (200, "已保存")
    assert client.post(url, {"draft_key": key, "text": " "}, **JSON).status_code == 200
    assert not LessonNote.objects.exists()
    for _click in range(2):
        assert client.post(url, {"draft_key": key, "text": "先听他说", "at_ms": "7000"}).status_code == 302
    assert list(LessonNote.objects.values_list("text", "at_ms")) == [("先听他说", 7000)]
    assert client.post(url, {"draft_key": "nonsense", "text": "x"}, **JSON).status_code == 422
    assert client.post(url, {"draft_key": key, "text": "长" * 2001}, **JSON).status_code == 422
    assert LessonNote.objects.get().text == "先听他说"


@pytest.mark.django_db
def test_strangers_save_nothing() -> None:
    lesson = LessonPageFactory()
    client = Client()
    client.force_login(PersonFactory())

    answer = client.post(reverse("courses:write_note", args=[lesson.pk]), {"draft_key": str(uuid4()), "text": "x"}, **JSON)

    assert (answer.status_code, LessonNote.objects.count()) == (403, 0)
