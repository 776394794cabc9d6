"""Who may review a course: a reviewer of its organisation or above it, never anyone who had a hand in it."""

from typing import Any

from courses.authoring.policies import ever_taught, may_manage_course
from courses.catalogue.models import CoursePage, LessonPage
from courses.review.models import CourseSubmission, SubmittedLesson
from organisations.api import Role, has_role


def had_a_hand(person: Any, course: CoursePage) -> bool:
    """Say whether *person* owns, teaches or taught, uploaded to, wrote or ever handed in anything of the course."""
    lessons = LessonPage.objects.child_of(course)
    return (
        ever_taught(person, course)
        or lessons.filter(owner_id=person.pk).exists()
        or lessons.filter(uploads__person_id=person.pk).exists()
        or CourseSubmission.objects.filter(course_id=course.pk, submitted_by_id=person.pk).exists()
        or CourseSubmission.objects.filter(course_id=course.pk, revision__user_id=person.pk).exists()
        or SubmittedLesson.objects.filter(submission__course_id=course.pk, revision__user_id=person.pk).exists()
    )


def may_review_course(person: Any, course: CoursePage) -> bool:
    """A reviewer of the course's organisation or above it who had no hand in it."""
    return has_role(person, Role.REVIEWER, course.organisation) and not had_a_hand(person, course)


def may_unpublish_course(person: Any, course: CoursePage) -> bool:
    """Taking a course off the catalogue is for managers of its organisation or above."""
    return person.is_authenticated and may_manage_course(person, course)
