"""Setting how the videos of a course are protected."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.authoring.policies import may_edit_course
from courses.catalogue.models import CoursePage
from courses.protection.models import CourseProtection
from courses.protection.selectors import videos_to_seal
from foundation.api import NotAllowed, record_audit
from media_pipeline.api import request_sealing


@transaction.atomic
def set_protection(course: CoursePage, *, actor: Person, encrypts: bool, marks_viewer: bool) -> CourseProtection:
    """Switch encryption and the viewer's mark on or off; the encrypted copies that are missing are made in the background."""
    if not may_edit_course(actor, course):
        raise NotAllowed(_("只有这门课的教师和机构管理员可以修改它。"))
    CourseProtection.objects.bulk_create([CourseProtection(course=course)], ignore_conflicts=True)
    protection = CourseProtection.objects.select_for_update().get(course=course)
    before = {"encrypts": protection.encrypts, "marks_viewer": protection.marks_viewer}
    wanted = {"encrypts": encrypts, "marks_viewer": marks_viewer}
    if before == wanted:
        return protection
    protection.encrypts, protection.marks_viewer, protection.changed_at = encrypts, marks_viewer, timezone.now()
    protection.save()
    changes = {name: [before[name], wanted[name]] for name in wanted if before[name] != wanted[name]}
    record_audit(actor=actor, action="courses.set_protection", subject=course, changes=changes)
    seal_videos(course.pk)
    return protection


def seal_videos(course_id: int) -> None:
    """Have every video of a course that asks for it encrypted; asking again changes nothing."""
    request_sealing(videos_to_seal(course_id))
