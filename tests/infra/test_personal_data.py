"""What the platform knows about a person is in that person's download, and nobody else's things are."""

import json

import pytest
from django.test import Client

from accounts.api import Person
from cms.saved.services import save_search
from courses.progress.models import LessonNote
from organisations.enums import Role
from tests.factories.accounts import PersonFactory
from tests.factories.courses import LessonPageFactory
from tests.factories.credentials import certificate, hour_entry
from tests.factories.learning import EnrolmentFactory
from tests.factories.organisations import RoleGrantFactory, TeacherProfileFactory

pytestmark = pytest.mark.django_db


def _life_of(name: str) -> Person:
    """Somebody who learns, teaches, searches and has earned something, all of it under their *name*."""
    person: Person = PersonFactory(full_name=name)
    enrolment = EnrolmentFactory(person=person)
    lesson = LessonPageFactory(course=enrolment.course)
    LessonNote.objects.create(person=person, lesson=lesson, text=f"{name}的笔记")
    save_search(actor=person, scope="courses", address=f"?q={name}")
    RoleGrantFactory(person=person, role=Role.TEACHER)
    TeacherProfileFactory(person=person, display_name=name)
    certificate(person)
    hour_entry(person, title=f"{name}的课")
    return person


def test_every_app_adds_its_part() -> None:
    person = _life_of("林晓芸")
    _life_of("高远")
    client = Client()
    client.post("/accounts/login/password/", {"address": person.phone, "password": "pass-word-123"})

    answer = client.get("/my/profile/data.json")

    data = json.loads(answer.content)
    assert [row["url"] for row in data["saved_searches"]] == ["/courses/?q=%E6%9E%97%E6%99%93%E8%8A%B8"]
    assert [row["text"] for row in data["lesson_notes"]] == ["林晓芸的笔记"]
    assert [row["title"] for row in data["hours"]] == ["林晓芸的课"]
    assert [row["role"] for row in data["roles"]] == ["teacher"]
    assert data["teacher_profile"]["display_name"] == "林晓芸"
    assert [len(data[part]) for part in ("enrolments", "certificates")] == [1, 1]
    assert "高远" not in answer.content.decode()
