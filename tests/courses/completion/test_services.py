"""From the last lesson to hours and certificate: once, in order, whatever dies on the way."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Person
from courses.completion.services import evaluate_course, mark_done, mark_read
from courses.events import LessonCompleted
from courses.models import CompletionDecision, CoursePage, Enrolment, LessonPage, LessonProgress
from courses.progress.models import CompletedBy
from courses.progress.services import complete_lesson, open_lesson
from credentials.models import Certificate, HourEntry
from foundation.api import AuditEntry, Conflict, InvalidInput, NotAllowed, publish
from foundation.outbox.models import Delivery, OutboxEvent
from foundation.outbox.services import deliver, sweep
from tests.factories.accounts import PersonFactory
from tests.factories.courses import CoursePageFactory, LessonPageFactory
from tests.factories.learning import EnrolmentFactory, video_lesson

pytestmark = pytest.mark.django_db

type Deliver = Callable[[], int]


def course_with(lessons: int = 1, **fields: Any) -> tuple[CoursePage, list[LessonPage]]:
    course = CoursePageFactory(hours=Decimal("2.5"), **fields)
    return course, [LessonPageFactory(course=course) for _ in range(lessons)]


def complete(person: Person, lesson: LessonPage, course: CoursePage) -> bool:
    """Complete a lesson as if its last second had been watched."""
    open_lesson(lesson.pk, person_id=person.pk, course_id=course.pk)
    row = LessonProgress.objects.get(person=person, lesson=lesson)
    return complete_lesson(row.pk, by=CompletedBy.WATCHED, evidence={})


def outcome() -> tuple[int, int, int]:
    return CompletionDecision.objects.count(), HourEntry.objects.count(), Certificate.objects.count()


def test_the_last_lesson_brings_hours_and_a_certificate_once(deliver_events: Deliver) -> None:
    course, lessons = course_with(2)
    enrolment = EnrolmentFactory(course=course)
    complete(enrolment.person, lessons[0], course)
    deliver_events()
    assert outcome() == (0, 0, 0)
    complete(enrolment.person, lessons[1], course)
    deliver_events()
    assert outcome() == (1, 1, 1)
    certificate, entry = Certificate.objects.get(), HourEntry.objects.get()
    assert (entry.hours, entry.title, entry.source_key) == (
        Decimal("2.5"),
        course.title,
        f"course:{course.pk}:person:{enrolment.person_id}",
    )
    assert (certificate.title, certificate.level, certificate.hours) == (course.title, "入门", Decimal("2.5"))
    assert (certificate.number, certificate.holder_name) == (1, enrolment.person.full_name)


def test_everything_twice_changes_nothing(deliver_events: Deliver) -> None:
    course, lessons = course_with()
    enrolment = EnrolmentFactory(course=course)
    assert (complete(enrolment.person, lessons[0], course), complete(enrolment.person, lessons[0], course)) == (True, False)
    deliver_events()
    publish(LessonCompleted(person_id=enrolment.person_id, lesson_id=lessons[0].pk, course_id=course.pk))
    Delivery.objects.update(done_at=None, next_attempt_at=None)
    OutboxEvent.objects.update(settled_at=None)
    deliver_events()
    assert outcome() == (1, 1, 1)
    assert enrolment.person.notices.filter(kind="courses.completed").count() == 1


def test_the_decision_keeps_the_rule_and_its_inputs(deliver_events: Deliver) -> None:
    course, lessons = course_with(completion_rule={"version": 4, "video_percent": 80, "lessons": "all"})
    enrolment = EnrolmentFactory(course=course)
    complete(enrolment.person, lessons[0], course)
    deliver_events()
    decision = CompletionDecision.objects.get()
    assert (decision.rule_version, decision.rule["video_percent"]) == (4, 80)
    assert decision.inputs == {"lessons": [{"id": lessons[0].pk, "total": 0, "seconds": 0, "completed": True}]}
    with pytest.raises(IntegrityError), transaction.atomic():
        CompletionDecision.objects.update(rule_version=5)


def test_a_person_without_a_name_gets_hours_now_and_the_certificate_later(deliver_events: Deliver) -> None:
    from courses.completion.awards import claim_certificate

    course, lessons = course_with()
    enrolment = EnrolmentFactory(course=course, person=PersonFactory(full_name=""))
    complete(enrolment.person, lessons[0], course)
    deliver_events()
    assert outcome() == (1, 1, 0)
    enrolment.refresh_from_db()
    with pytest.raises(InvalidInput):
        claim_certificate(enrolment, actor=enrolment.person)
    Person.objects.filter(pk=enrolment.person_id).update(full_name="林晓芸")
    assert claim_certificate(enrolment, actor=enrolment.person).pk == claim_certificate(enrolment, actor=enrolment.person).pk
    assert outcome() == (1, 1, 1)


def test_a_course_without_hours_brings_a_certificate_only(deliver_events: Deliver) -> None:
    course = CoursePageFactory(hours=Decimal(0))
    lesson = LessonPageFactory(course=course)
    enrolment = EnrolmentFactory(course=course)
    complete(enrolment.person, lesson, course)
    deliver_events()
    assert (HourEntry.objects.count(), CompletionDecision.objects.count()) == (0, 1)


def test_who_has_left_is_not_judged_until_they_come_back(deliver_events: Deliver) -> None:
    from courses.enrolment.services import enrol

    course, lessons = course_with()
    enrolment = EnrolmentFactory(course=course, withdrawn_at=timezone.now())
    complete(enrolment.person, lessons[0], course)
    deliver_events()
    assert outcome() == (0, 0, 0)
    enrol(course, actor=enrolment.person)
    deliver_events()
    assert outcome() == (1, 1, 1)


def test_a_text_lesson_is_completed_by_its_reader() -> None:
    course, lessons = course_with()
    enrolment = EnrolmentFactory(course=course)
    assert (
        mark_read(lessons[0], course, actor=enrolment.person),
        mark_read(lessons[0], course, actor=enrolment.person),
    ) == (True, False)
    assert LessonProgress.objects.get().completed_by == "read"


def test_a_video_lesson_cannot_be_marked_as_read() -> None:
    lesson = video_lesson()
    enrolment = EnrolmentFactory(course=CoursePage.objects.get())
    with pytest.raises(Conflict):
        mark_read(lesson, enrolment.course, actor=enrolment.person)
    assert LessonProgress.objects.count() == 0


def test_only_learners_mark_as_read() -> None:
    course, lessons = course_with()
    with pytest.raises(NotAllowed):
        mark_read(lessons[0], course, actor=PersonFactory())
    assert LessonProgress.objects.count() == 0


def test_a_teacher_marks_as_done_with_a_reason_on_record() -> None:
    lesson = video_lesson()
    course = CoursePage.objects.get()
    learner = EnrolmentFactory(course=course).person
    assert mark_done(lesson, course, learner=learner, actor=course.owner, reason=" 到现场听完了这一课 ") is True
    row = LessonProgress.objects.get()
    assert (row.completed_by, row.completion_note, row.completion_evidence["teacher"]) == (
        "teacher",
        "到现场听完了这一课",
        course.owner_id,
    )
    entry = AuditEntry.objects.get(action="courses.mark_done")
    assert (entry.why, entry.actor_id) == ("到现场听完了这一课", course.owner_id)


@pytest.mark.parametrize("reason", ["", "   ", "好", "字" * 301])
def test_marking_as_done_needs_a_reason(reason: str) -> None:
    lesson = video_lesson()
    course = CoursePage.objects.get()
    learner = EnrolmentFactory(course=course).person
    with pytest.raises(InvalidInput):
        mark_done(lesson, course, learner=learner, actor=course.owner, reason=reason)
    assert (LessonProgress.objects.count(), AuditEntry.objects.filter(action="courses.mark_done").count()) == (0, 0)


def test_nobody_else_marks_as_done() -> None:
    lesson = video_lesson()
    course = CoursePage.objects.get()
    learner = EnrolmentFactory(course=course).person
    for actor in (learner, PersonFactory()):
        with pytest.raises(NotAllowed):
            mark_done(lesson, course, learner=learner, actor=actor, reason="请老师帮忙标记")
    assert LessonProgress.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_completions_get_fifty_consecutive_numbers() -> None:
    course, lessons = course_with()
    people = [EnrolmentFactory(course=course).person for _ in range(50)]
    gate = threading.Barrier(50)
    faults: list[BaseException] = []

    def finish(person: Person) -> None:
        try:
            gate.wait()
            complete(person, lessons[0], course)
            evaluate_course(person.pk, course.pk)
            for event_id in OutboxEvent.objects.filter(name="courses.CourseCompleted", payload__person_id=person.pk).values_list(
                "pk", flat=True
            ):
                assert deliver(event_id)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=finish, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(Certificate.objects.values_list("number", flat=True)) == list(range(1, 51))
    assert Certificate.objects.values("person").distinct().count() == 50
    assert HourEntry.objects.count() == 50


KILLED = textwrap.dedent(
    """
    import os, signal, sys
    import django
    from django.conf import settings

    django.setup()
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    from django.db import connections

    connections["default"].settings_dict["NAME"] = sys.argv[1]
    from foundation.outbox.services import deliver
    import courses.completion.awards as awards

    really_issue = awards.issue_certificate

    def die_after_issuing(**facts):
        really_issue(**facts)
        os.kill(os.getpid(), signal.SIGKILL)

    awards.issue_certificate = die_after_issuing
    deliver(int(sys.argv[2]))
    """
)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_completion_and_certificate_is_made_good_by_the_sweep() -> None:
    course, lessons = course_with()
    enrolment = EnrolmentFactory(course=course)
    complete(enrolment.person, lessons[0], course)
    evaluate_course(enrolment.person_id, course.pk)
    event = OutboxEvent.objects.get(name="courses.CourseCompleted")
    script = [sys.executable, "-W", "ignore", "-c", KILLED, connection.settings_dict["NAME"], str(event.pk)]
    died = subprocess.run(script, env=os.environ | {"DJANGO_SETTINGS_MODULE": "infra.settings.test"}, check=False)
    assert died.returncode == -signal.SIGKILL
    assert outcome() == (1, 0, 0)
    Delivery.objects.update(next_attempt_at=None)
    OutboxEvent.objects.update(due_at=timezone.now())
    sweep()
    assert outcome() == (1, 1, 1)
    assert (Certificate.objects.get().number, Enrolment.objects.get().completed_at is None) == (1, False)
