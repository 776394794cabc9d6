"""Joining and leaving a course."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Person
from courses.enrolment.policies import Access, AccessAs, course_access
from courses.enrolment.services import enrol, withdraw
from courses.models import CoursePage, Enrolment, LessonProgress
from foundation.api import AuditEntry, Conflict, NotAllowed
from foundation.outbox.models import OutboxEvent
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.courses import CoursePageFactory
from tests.factories.learning import EnrolmentFactory, video_lesson
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(OutboxEvent.objects.filter(name__startswith="courses.Person").order_by("pk").values_list("name", flat=True))


def test_joining_twice_is_joining_once() -> None:
    course, person = CoursePageFactory(), PersonFactory()
    assert enrol(course, actor=person).pk == enrol(course, actor=person).pk
    assert events() == ["courses.PersonEnrolled"]
    assert AuditEntry.objects.filter(action="courses.enrol").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_enrolment() -> None:
    course, person = CoursePageFactory(), PersonFactory()
    gate = threading.Barrier(8)

    def click() -> None:
        gate.wait()
        try:
            enrol(course, actor=person)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Enrolment.objects.count() == 1
    assert events() == ["courses.PersonEnrolled"]


def test_leaving_and_coming_back_keeps_everything() -> None:
    lesson = video_lesson()
    enrolment = EnrolmentFactory(course=CoursePage.objects.get())
    LessonProgress.objects.create(
        person=enrolment.person,
        lesson=lesson,
        course=enrolment.course,
        watched=[(0, 40)],
        seconds=40,
        opened_at=timezone.now(),
        active_at=timezone.now(),
    )
    withdraw(enrolment.course, actor=enrolment.person)
    withdraw(enrolment.course, actor=enrolment.person)
    assert course_access(enrolment.person, enrolment.course) == Access(AccessAs.CLOSED)
    back = enrol(enrolment.course, actor=enrolment.person)
    assert (back.pk, back.withdrawn_at, LessonProgress.objects.get().seconds) == (enrolment.pk, None, 40)
    assert course_access(enrolment.person, enrolment.course) == Access(AccessAs.LEARNER, enrolment)
    assert events() == ["courses.PersonWithdrew", "courses.PersonEnrolled"]


def test_a_course_that_is_not_published_takes_nobody() -> None:
    course = CoursePageFactory(live=False)
    with pytest.raises(Conflict):
        enrol(course, actor=PersonFactory())
    assert (Enrolment.objects.count(), events()) == (0, [])


def test_teachers_do_not_join_their_own_course() -> None:
    course = CoursePageFactory()
    with pytest.raises(NotAllowed):
        enrol(course, actor=course.owner)
    assert (Enrolment.objects.count(), events()) == (0, [])


def test_nobody_leaves_a_course_they_are_not_in() -> None:
    enrolment = EnrolmentFactory()
    with pytest.raises(NotAllowed):
        withdraw(enrolment.course, actor=PersonFactory())
    enrolment.refresh_from_db()
    assert (enrolment.withdrawn_at, events()) == (None, [])


def test_a_completed_course_is_not_left() -> None:
    enrolment = EnrolmentFactory(completed_at=timezone.now())
    with pytest.raises(Conflict):
        withdraw(enrolment.course, actor=enrolment.person)
    enrolment.refresh_from_db()
    assert enrolment.withdrawn_at is None


def _learner(course: CoursePage) -> Person:
    return EnrolmentFactory(course=course).person


def _staff(role: Role) -> Callable[[CoursePage], Person]:
    return lambda course: RoleGrantFactory(organisation=course.organisation, role=role).person


@pytest.mark.parametrize(
    ("make", "live", "hidden"),
    [
        (_learner, AccessAs.LEARNER, AccessAs.CLOSED),
        (lambda course: course.owner, AccessAs.PREVIEW, AccessAs.PREVIEW),
        (_staff(Role.REVIEWER), AccessAs.PREVIEW, AccessAs.PREVIEW),
        (_staff(Role.ORGANISATION_MANAGER), AccessAs.PREVIEW, AccessAs.PREVIEW),
        (_staff(Role.TEACHER), AccessAs.CLOSED, AccessAs.CLOSED),
        (lambda course: RoleGrantFactory(role=Role.REVIEWER).person, AccessAs.CLOSED, AccessAs.CLOSED),
        (lambda course: PersonFactory(), AccessAs.CLOSED, AccessAs.CLOSED),
        (lambda course: None, AccessAs.CLOSED, AccessAs.CLOSED),
    ],
)
def test_who_may_open_a_lesson(make: Callable[[CoursePage], Person | None], live: AccessAs, hidden: AccessAs) -> None:
    course = CoursePageFactory()
    person = make(course)
    assert course_access(person, course).role == live
    course.live = False
    assert course_access(person, course).role == hidden
