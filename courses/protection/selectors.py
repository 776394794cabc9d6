"""Reading how a course is protected, and what a viewer's mark says."""

from accounts.api import Person, mask_email, mask_name
from courses.catalogue.models import LessonPage
from courses.protection.models import CourseProtection


def protection_of(course_id: int) -> CourseProtection:
    """Return how a course is protected; one query. A course that nobody set anything for is not."""
    return CourseProtection.objects.filter(course_id=course_id).first() or CourseProtection(course_id=course_id)


def videos_to_seal(course_id: int) -> list[int]:
    """Return the assets of a course's published lessons when it asks for encryption, else nothing."""
    if not protection_of(course_id).encrypts:
        return []
    protection = CourseProtection.objects.select_related("course").get(course_id=course_id)
    lessons = LessonPage.objects.child_of(protection.course).filter(asset__isnull=False)
    return list(lessons.values_list("asset_id", flat=True))


def viewers_mark(person: Person) -> str:
    """Return what moves over the picture: enough for the organisation to know who it was, too little for a stranger."""
    digits = (person.phone or "")[-4:]
    return f"{mask_name(person.get_full_name())} {digits or mask_email(person.email)}".strip()
