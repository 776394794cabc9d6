"""Joining and leaving courses."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.catalogue.models import CoursePage
from courses.catalogue.selectors import open_courses
from courses.enrolment.models import Enrolment
from courses.enrolment.policies import is_teacher_of
from courses.events import PersonEnrolled, PersonWithdrew
from foundation.api import Conflict, NotAllowed, publish, record_audit


@transaction.atomic
def enrol(course: CoursePage, *, actor: Person) -> Enrolment:
    """Put *actor* into *course* and return the enrolment. Asking again changes nothing; after leaving, progress is kept.

    ``Conflict`` when the course is not open to everybody, ``NotAllowed`` for its own teachers.
    """
    if not open_courses().filter(pk=course.pk).exists():
        raise Conflict(_("这门课还没有开放，开放后再报名。"), code="course_closed")
    if is_teacher_of(actor, course):
        raise NotAllowed(_("您是这门课的老师，不用报名，可以直接预览。"), code="own_course")
    enrolment, is_new = Enrolment.objects.get_or_create(person=actor, course=course, defaults={"enrolled_at": timezone.now()})
    back = not is_new and Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at__isnull=False).update(withdrawn_at=None)
    if is_new or back:
        enrolment.withdrawn_at = None
        record_audit(actor=actor, action="courses.enrol", subject=enrolment)
        publish(PersonEnrolled(enrolment_id=enrolment.pk, person_id=actor.pk, course_id=course.pk))
    return enrolment


@transaction.atomic
def withdraw(course: CoursePage, *, actor: Person) -> None:
    """Take *actor* out of *course*; progress is kept for a return. Leaving twice changes nothing.

    ``NotAllowed`` when the person never joined, ``Conflict`` when the course is completed.
    """
    enrolment = Enrolment.objects.filter(person=actor, course=course).first()
    if enrolment is None:
        raise NotAllowed(_("您没有报名这门课。"), code="not_enrolled")
    if enrolment.completed_at:
        raise Conflict(_("这门课您已学完，不用退出。"), code="completed")
    left = Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at__isnull=True, completed_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )
    if left:
        record_audit(actor=actor, action="courses.withdraw", subject=enrolment)
        publish(PersonWithdrew(enrolment_id=enrolment.pk, person_id=actor.pk, course_id=course.pk))
