"""Who may write courses."""

from accounts.api import Person
from courses.catalogue.models import CoursePage, CourseTeacher, FormerTeacher
from organisations.api import Organisation, Role, has_role


def may_create_course(person: Person, organisation: Organisation) -> bool:
    """A teacher or manager of the organisation (or of one above it) may start a course there."""
    return person.is_active and (
        has_role(person, Role.TEACHER, organisation) or has_role(person, Role.ORGANISATION_MANAGER, organisation)
    )


def teaches(person: Person, course: CoursePage) -> bool:
    """Say whether *person* owns the course or is one of its teachers."""
    return course.owner_id == person.pk or CourseTeacher.objects.filter(course_id=course.pk, person_id=person.pk).exists()


def ever_taught(person: Person, course: CoursePage) -> bool:
    """Say whether *person* teaches the course or once did."""
    return teaches(person, course) or FormerTeacher.objects.filter(course_id=course.pk, person_id=person.pk).exists()


def may_manage_course(person: Person, course: CoursePage) -> bool:
    """Managers of the course's organisation or of one above it look after all its courses."""
    return person.is_active and has_role(person, Role.ORGANISATION_MANAGER, course.organisation)


def may_edit_course(person: Person, course: CoursePage) -> bool:
    """Its teachers may edit as long as they teach in the organisation; its managers always."""
    if not person.is_authenticated or not person.is_active:
        return False
    if teaches(person, course) and has_role(person, Role.TEACHER, course.organisation):
        return True
    return may_manage_course(person, course)
