"""Who may learn and who may open a lesson. Each answer says in which role, so that only learners are counted."""

from dataclasses import dataclass
from enum import StrEnum

from accounts.api import Person
from courses.catalogue.models import CoursePage, CourseTeacher
from courses.enrolment.models import Enrolment
from foundation.api import Argument, Prepared
from organisations.api import Role, has_role

_ACTIVE: Prepared[Enrolment] = Prepared(
    lambda: Enrolment.objects.filter(person_id=Argument("person"), course_id=Argument("course"), withdrawn_at__isnull=True)
)
STAFF_ROLES = (Role.REVIEWER, Role.ORGANISATION_MANAGER)


class AccessAs(StrEnum):
    """In which role a lesson is opened."""

    LEARNER = "learner"
    PREVIEW = "preview"
    CLOSED = "closed"


@dataclass(frozen=True)
class Access:
    """Whether and how a person may open the lessons of a course; ``enrolment`` for learners only."""

    role: AccessAs
    enrolment: Enrolment | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the lessons may be opened at all."""
        return self.role != AccessAs.CLOSED


def course_access(person: object, course: CoursePage) -> Access:
    """Return how *person* may open the lessons of *course*: learners of a published course, else those who work on it.

    One query for a learner, up to four for others, none for a visitor.
    """
    if not isinstance(person, Person):
        return Access(AccessAs.CLOSED)
    if course.live:
        enrolment = _ACTIVE.first(person=person.pk, course=course.pk)
        if enrolment:
            return Access(AccessAs.LEARNER, enrolment)
    return Access(AccessAs.PREVIEW if works_on(person, course) else AccessAs.CLOSED)


def works_on(person: Person, course: CoursePage) -> bool:
    """Return whether *person* teaches, reviews or manages *course*."""
    return is_teacher_of(person, course) or any(has_role(person, role, course.organisation) for role in STAFF_ROLES)


def is_teacher_of(person: Person, course: CoursePage) -> bool:
    """Return whether *person* is one of the teachers of *course*."""
    return CourseTeacher.objects.filter(course=course, person=person).exists()


def may_see_learners(person: Person, course: CoursePage) -> bool:
    """Return whether *person* may see who learns in *course*: its teachers and its organisation's managers."""
    return is_teacher_of(person, course) or has_role(person, Role.ORGANISATION_MANAGER, course.organisation)
