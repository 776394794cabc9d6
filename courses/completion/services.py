"""Deciding that lessons and courses are completed."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.catalogue.models import CoursePage, LessonPage
from courses.completion.models import CompletionDecision
from courses.completion.rules import CompletionRule, LessonFacts, explain, explain_lesson, is_met
from courses.completion.selectors import course_facts, facts_from, rule_of
from courses.enrolment.models import Enrolment
from courses.enrolment.policies import is_teacher_of
from courses.events import CourseCompleted
from courses.progress.models import CompletedBy, LessonProgress
from courses.progress.services import complete_lesson, open_lesson
from foundation.api import Conflict, InvalidInput, NotAllowed, publish, record_audit

SWEEP_AFTER = timedelta(seconds=30)


def settle_lesson(person_id: int, lesson_id: int) -> bool:
    """Complete a lesson whose conditions are met by what was watched; return whether this call did it.

    Where the course's rule has become stricter since the player was opened, the lesson simply stays open.
    """
    row = LessonProgress.objects.select_related("lesson", "course").filter(person_id=person_id, lesson_id=lesson_id).first()
    if row is None or row.completed_at:
        return False
    rule, facts = rule_of(row.course), _facts_of(row)
    if not facts.total or not is_met(explain_lesson(rule, facts)):
        LessonProgress.objects.filter(pk=row.pk, completed_at__isnull=True).update(reached_at=None)
        return False
    return complete_lesson(row.pk, by=CompletedBy.WATCHED, evidence=_evidence(rule, facts, row), at=row.reached_at)


def sweep_reached_lessons(limit: int = 500) -> int:
    """Complete lessons that a crash left between their last second and their completion; return how many."""
    due = LessonProgress.objects.filter(reached_at__lt=timezone.now() - SWEEP_AFTER, completed_at__isnull=True).order_by(
        "reached_at"
    )
    pairs = list(due.values_list("person_id", "lesson_id")[:limit])
    return sum(settle_lesson(person_id, lesson_id) for person_id, lesson_id in pairs)


def mark_read(lesson: LessonPage, course: CoursePage, *, actor: Person) -> bool:
    """Complete a text lesson that *actor* has opened and read; return whether this call did it.

    ``NotAllowed`` when not enrolled, ``Conflict`` for a lesson with a video, which is completed by watching.
    """
    _need_enrolment(actor.pk, course)
    if lesson.duration_ms:
        raise Conflict(_("这一课有视频，看满要求的时长就自动算学完。"), code="has_video")
    open_lesson(lesson.pk, person_id=actor.pk, course_id=course.pk)
    row = LessonProgress.objects.select_related("lesson").get(person=actor, lesson=lesson)
    rule = rule_of(course)
    return complete_lesson(row.pk, by=CompletedBy.READ, evidence=_evidence(rule, _facts_of(row), row))


@transaction.atomic
def mark_done(lesson: LessonPage, course: CoursePage, *, learner: Person, actor: Person, reason: str) -> bool:
    """Complete *lesson* for *learner* on a teacher's word; return whether this call did it.

    ``NotAllowed`` for anybody but a teacher of the course and for a teacher's own learning; a reason is needed and
    goes into the audit log and onto the learner's page.
    """
    if not is_teacher_of(actor, course) or actor.pk == learner.pk:
        raise NotAllowed(_("只有这门课的老师可以替学员标记学完。"), code="not_teacher")
    reason = reason.strip()
    if not 4 <= len(reason) <= 300:
        raise InvalidInput(_("请写明理由，4 到 300 个字。"), fields={"reason": _("请写明理由，4 到 300 个字。")})
    _need_enrolment(learner.pk, course)
    open_lesson(lesson.pk, person_id=learner.pk, course_id=course.pk)
    row = LessonProgress.objects.select_related("lesson").get(person=learner, lesson=lesson)
    evidence = _evidence(rule_of(course), _facts_of(row), row) | {"teacher": actor.pk}
    done = complete_lesson(row.pk, by=CompletedBy.TEACHER, evidence=evidence, note=reason)
    if done:
        record_audit(actor=actor, action="courses.mark_done", subject=row, why=reason, changes={"completed": [False, True]})
    return done


@transaction.atomic
def evaluate_course(person_id: int, course_id: int) -> bool:
    """Decide whether the person has completed the course; return whether this call did it.

    The decision keeps the rule, its version and the facts. A person who has left is not judged.
    """
    enrolment = (
        Enrolment.objects.select_for_update()
        .filter(person_id=person_id, course_id=course_id, withdrawn_at__isnull=True, completed_at__isnull=True)
        .first()
    )
    if enrolment is None:
        return False
    course = CoursePage.objects.get(pk=course_id)
    rule, facts = rule_of(course), course_facts(person_id, course)
    if not is_met(explain(rule, facts)):
        return False
    now = timezone.now()
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=now)
    CompletionDecision.objects.create(
        enrolment=enrolment, rule_version=rule.version, rule=rule.to_data(), inputs=facts.inputs(), decided_at=now
    )
    publish(CourseCompleted(enrolment_id=enrolment.pk, person_id=person_id, course_id=course_id))
    return True


def _need_enrolment(person_id: int, course: CoursePage) -> None:
    if not Enrolment.objects.filter(person_id=person_id, course=course, withdrawn_at__isnull=True).exists():
        raise NotAllowed(_("报名后才能学这门课。"), code="not_enrolled")


def _facts_of(row: LessonProgress) -> LessonFacts:
    return facts_from([row.lesson], {row.lesson_id: row}).lessons[0]


def _evidence(rule: CompletionRule, facts: LessonFacts, row: LessonProgress) -> dict[str, Any]:
    """Return what the decision rests on; ``head`` anchors the ledger's chain as it was."""
    return {
        "rule": rule.to_data(),
        "total": facts.total,
        "seconds": facts.seconds,
        "entries": row.entries,
        "head": bytes(row.head).hex(),
    }
