"""Encryption and the viewer's mark as switches of a course: who may set them, and what a learner then gets."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.catalogue.models import CoursePage
from courses.models import CourseProtection, Enrolment, LessonPage, LessonProgress
from courses.protection.selectors import protection_of, viewers_mark
from courses.protection.services import seal_videos, set_protection
from foundation.api import NotAllowed
from foundation.audit.models import AuditEntry
from media_pipeline.api import AssetState
from media_pipeline.models import Asset, Sealing
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.learning import EnrolmentFactory, video_lesson
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> Any:
    made = video_lesson()
    organisation = CoursePage.objects.get(path=made.path[: -made.steplen]).organisation
    asset = Asset.objects.create(
        organisation=organisation, file_name="课.mp4", size=10, state=AssetState.READY, ready_version=1,
        folder="1-0123abcd", duration_ms=100_000, width=320, height=180, has_sound=True,
    )  # fmt: skip
    LessonPage.objects.filter(pk=made.pk).update(asset=asset)
    return LessonPage.objects.get(pk=made.pk)


@pytest.fixture
def course(lesson: Any) -> CoursePage:
    return CoursePage.objects.get(path=lesson.path[: -lesson.steplen])


@pytest.fixture
def manager(course: CoursePage) -> Any:
    return RoleGrantFactory(organisation=course.organisation, role=Role.ORGANISATION_MANAGER).person


@pytest.fixture
def enrolment(course: CoursePage) -> Enrolment:
    return EnrolmentFactory(course=course)


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(person: Any, lesson: Any, course: CoursePage) -> str:
    return client_of(person).get(reverse("courses:lesson", args=[course.slug, lesson.slug])).content.decode()


def finish_sealing(lesson: Any) -> None:
    Sealing.objects.filter(asset_id=lesson.asset_id).update(done_at=timezone.now())


def test_a_manager_switches_them_on_and_it_counts_at_once(course, lesson, manager):
    address = reverse("courses:teach_protection", args=[course.pk])
    client = client_of(manager)
    assert "能挡住什么，挡不住什么" in client.get(address).content.decode()

    answer = client.post(address, {"encrypts": "on", "marks_viewer": "on"})

    assert (answer.status_code, answer["Location"]) == (302, reverse("courses:teach_course", args=[course.pk]))
    found = protection_of(course.pk)
    assert (found.encrypts, found.marks_viewer) == (True, True)
    assert list(Sealing.objects.values_list("asset_id", flat=True)) == [lesson.asset_id]
    entry = AuditEntry.objects.get(action="courses.set_protection")
    assert entry.changes == {"encrypts": [False, True], "marks_viewer": [False, True]}
    client.post(address, {"encrypts": "on", "marks_viewer": "on"})
    assert AuditEntry.objects.filter(action="courses.set_protection").count() == 1


def test_others_change_nothing(course, enrolment):
    address = reverse("courses:teach_protection", args=[course.pk])
    for person in (enrolment.person, PersonFactory(), RoleGrantFactory(role=Role.TEACHER).person):
        assert client_of(person).post(address, {"encrypts": "on"}).status_code == 403
        with pytest.raises(NotAllowed):
            set_protection(course, actor=person, encrypts=True, marks_viewer=True)
    assert (CourseProtection.objects.count(), Sealing.objects.count()) == (0, 0)


def test_a_learner_waits_for_the_copy_and_then_gets_it_only(course, lesson, manager, enrolment):
    set_protection(course, actor=manager, encrypts=True, marks_viewer=False)
    waiting = page_of(enrolment.person, lesson, course)
    assert ("这个视频正在加密" in waiting, "data-player" in waiting) == (True, False)
    assert client_of(enrolment.person).get(reverse("api:playback", args=[lesson.pk])).status_code == 404
    assert LessonProgress.objects.filter(lesson_id=lesson.pk).count() == 0

    finish_sealing(lesson)
    text = page_of(enrolment.person, lesson, course)

    found = [part in text for part in ("/smaster.m3u8", "/master.m3u8", "plain.mp4", "data-mark")]
    assert found == [True, False, False, False]
    answer = client_of(enrolment.person).get(reverse("api:playback", args=[lesson.pk])).json()
    assert (answer["mp4_url"], answer["expires_in"], answer["master_url"].rsplit("/", 1)[1]) == ("", 600, "smaster.m3u8")


def test_the_mark_names_the_viewer_and_not_too_much(course, lesson, manager, enrolment):
    set_protection(course, actor=manager, encrypts=False, marks_viewer=True)
    person = enrolment.person
    person.full_name, person.phone = "林<b>晓芸", "+8613700002846"
    person.save()

    text = page_of(person, lesson, course)

    assert viewers_mark(person) == "林＊＊＊＊芸 2846"
    assert 'data-mark="林＊＊＊＊芸 2846"' in text
    assert "13700002846" not in text


def test_a_new_video_of_such_a_course_is_encrypted_too(course, lesson, manager):
    set_protection(course, actor=manager, encrypts=True, marks_viewer=False)
    Asset.objects.filter(pk=lesson.asset_id).update(version=2, ready_version=2, folder="2-0123abcd")

    seal_videos(course.pk)
    seal_videos(course.pk)

    assert list(Sealing.objects.order_by("pk").values_list("version", "folder"))[-1] == (2, "2-0123abcd")
    assert Sealing.objects.count() == 2
