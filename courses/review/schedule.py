"""Courses that open or close by the clock, through Wagtail's own dates: ``go_live_at`` and ``expire_at``.

A reviewer approves for a later day; a teacher's draft names the last one. The clock does what they decided, by the same
functions as a decision that takes effect at once. Every function may run twice and from two workers.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from courses.authoring.drafts import lock_course
from courses.catalogue.models import CoursePage
from courses.enums import SubmissionState
from courses.events import CourseReturned
from courses.review.models import CourseSubmission
from courses.review.publication import by_service, complete_publication, end_publication
from courses.review.readiness import check_version, missing, standard_in_force
from courses.review.selectors import SCHEDULED
from courses.review.versions import submitted_course, submitted_lessons
from foundation.api import publish, record_audit


def set_day(submission: CourseSubmission, publish_at: datetime | None) -> None:
    """Write the day on which the submitted revision goes live onto it and the submission; ``None``: at once.

    Wagtail asks the revision's own content whether something is live already; a revision from before it was would say no,
    and what is live would be taken off until the day.
    """
    content = submission.revision.content
    content["live_revision"] = submission.course.live_revision_id
    content["go_live_at"] = publish_at.isoformat() if publish_at else None
    Revision.objects.filter(pk=submission.revision_id).update(content=content)
    submission.publish_at = publish_at


def drop_schedules(course: CoursePage) -> None:
    """Call off whatever waits for its day: something newer was decided."""
    for row in CourseSubmission.objects.select_related("revision").filter(SCHEDULED, course=course):
        set_day(row, None)
        CourseSubmission.objects.filter(pk=row.pk).update(state=SubmissionState.WITHDRAWN, publish_at=None)
        Revision.objects.filter(pk=row.revision_id).update(approved_go_live_at=None)
    CoursePage.objects.filter(pk=course.pk, live=False).update(go_live_at=None)


def due_to_open() -> list[int]:
    """Return the submissions whose day has come, the longest waiting first."""
    due = CourseSubmission.objects.filter(SCHEDULED, publish_at__lte=timezone.now()).order_by("publish_at")
    return list(due.values_list("pk", flat=True))


def due_to_close() -> list[int]:
    """Return the live courses whose last day is over."""
    return list(CoursePage.objects.filter(live=True, expire_at__lte=timezone.now()).values_list("pk", flat=True))


@transaction.atomic
def open_scheduled(submission_id: int) -> bool:
    """Publish a submission whose day has come; return whether this call did it.

    The checklist is held against it once more. What lost its video or captions while it waited goes back to its teachers.
    """
    course_id = CourseSubmission.objects.values_list("course_id", flat=True).get(pk=submission_id)
    lock_course(course_id)
    due = CourseSubmission.objects.select_for_update(of=("self",)).select_related("revision", "decided_by")
    row = due.filter(SCHEDULED, pk=submission_id, publish_at__lte=timezone.now()).first()
    if row is None:
        return False
    gaps = missing(check_version(submitted_course(row), submitted_lessons(row), standard=standard_in_force()))
    if gaps:
        _hand_back(row, _("到了定时发布的时间，但清单里有 %(n)s 项不再满足：%(why)s") % {"n": len(gaps), "why": gaps[0].why})
        return False
    with by_service():
        row.revision.publish(user=row.decided_by, log_action="wagtail.publish.scheduled", skip_permission_checks=True)
    complete_publication(row, actor=row.decided_by)
    record_audit(actor=None, action="courses.publish_scheduled", subject=row)
    return True


@transaction.atomic
def close_expired(course_id: int) -> bool:
    """Take a course off whose last day is over; return whether this call did it."""
    course = lock_course(course_id)
    if not course.live or course.expire_at is None or course.expire_at > timezone.now():
        return False
    end_publication(course, actor=None, reason=_("到了设定的下架时间"), expired=True)
    record_audit(actor=None, action="courses.expire_course", subject=course)
    return True


def _hand_back(row: CourseSubmission, reason: str) -> None:
    Revision.objects.filter(pk=row.revision_id).update(approved_go_live_at=None)
    row.state, row.note, row.decided_at = SubmissionState.RETURNED, reason, timezone.now()
    row.save(update_fields=["state", "note", "decided_at"])
    record_audit(actor=None, action="courses.return_scheduled", subject=row, why=reason)
    by_id = row.decided_by_id or row.submitted_by_id
    publish(CourseReturned(course_id=row.course_id, submission_id=row.pk, by_id=by_id, reason=reason))
