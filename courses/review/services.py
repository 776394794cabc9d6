"""Handing a course in, deciding on it, and taking it off the catalogue again.

Wagtail's moderation workflow runs underneath: its states carry the history that the admin shows, and finishing it is
what publishes the course. Every function locks the course first, so a decision happens once, however many click.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Workflow, WorkflowState

from accounts.api import Person
from courses.authoring.drafts import lock_course, open_for_editing
from courses.authoring.policies import may_edit_course
from courses.authoring.selectors import course_sketch, outline_of
from courses.catalogue.models import CoursePage, LessonPage
from courses.enums import SubmissionState
from courses.events import CourseReturned, CourseScheduled, CourseSubmitted
from courses.review.models import CourseReviewTask, CourseSubmission, SubmittedLesson, lesson_key
from courses.review.policies import may_review_course, may_unpublish_course
from courses.review.publication import by_service, complete_publication, end_publication
from courses.review.readiness import check_version, refuse_over, refuse_unready, standard_in_force
from courses.review.schedule import drop_schedules, set_day
from courses.review.selectors import SCHEDULED
from courses.review.versions import submitted_course, submitted_lessons
from foundation.api import Conflict, InvalidInput, NotAllowed, NotFound, publish, record_audit


@transaction.atomic
def submit_course(course: CoursePage, *, actor: Person) -> CourseSubmission:
    """Hand in the latest draft of *course* with the latest drafts of its lessons; return the submission.

    Raises ``InvalidInput`` (code ``not_ready``) with everything the checklist misses, ``Conflict`` when it is already
    handed in or nothing has changed since it was published.
    """
    locked = open_for_editing(course.pk, actor=actor)
    draft = course_sketch(locked)
    lessons = outline_of(locked)
    standard = standard_in_force()
    items = check_version(draft, lessons, standard=standard)
    refuse_unready(items)
    refuse_over(draft)
    if locked.live and not locked.has_unpublished_changes and not any(lesson.changed for lesson in lessons):
        raise Conflict(_("和已发布的一样，没有要审核的改动。"), code="unchanged")
    state = _start_workflow(locked, actor)
    now = timezone.now()
    submission = CourseSubmission.objects.create(
        course=locked,
        version=(locked.submissions.aggregate(last=Max("version"))["last"] or 0) + 1,
        title=draft.title,
        organisation_id=locked.organisation_id,
        revision=locked.latest_revision,
        workflow_state=state,
        submitted_by=actor,
        submitted_at=now,
        due_at=now + timedelta(days=standard.review_days),
        standard_version=standard.version,
        checklist=[{"key": item.key, "ok": item.ok} for item in items],
    )
    revisions = dict(LessonPage.objects.filter(pk__in=draft.outline).values_list("pk", "latest_revision_id"))
    SubmittedLesson.objects.bulk_create(
        SubmittedLesson(submission=submission, lesson_id=lesson.pk, revision_id=revisions[lesson.pk], position=position)
        for position, lesson in enumerate(lessons)
    )
    record_audit(actor=actor, action="courses.submit_course", subject=submission)
    publish(CourseSubmitted(course_id=locked.pk, submission_id=submission.pk, by_id=actor.pk))
    return submission


@transaction.atomic
def withdraw_submission(submission: CourseSubmission, *, actor: Person) -> None:
    """Take a waiting submission back, to go on editing."""
    course = lock_course(submission.course_id)
    if not may_edit_course(actor, course):
        raise NotAllowed(_("只有这门课的教师和机构管理员可以撤回。"))
    waiting = _lock_waiting(submission)
    if waiting.workflow_state is not None:
        waiting.workflow_state.cancel(user=actor)
    _settle(waiting, SubmissionState.WITHDRAWN, actor)
    record_audit(actor=actor, action="courses.withdraw_submission", subject=waiting)


@transaction.atomic
def approve_course(
    submission: CourseSubmission, *, actor: Person, note: str = "", publish_at: datetime | None = None
) -> CoursePage:
    """Publish exactly what was handed in, index it and say so; return the course as it is then.

    With *publish_at* in the future the course is approved now and goes live by itself at that moment. The checklist is
    held against the submitted revisions once more: captions can vanish while a course waits.
    """
    course = lock_course(submission.course_id)
    _refuse_reviewer(actor, course)
    waiting = _lock_waiting(submission)
    later = publish_at if publish_at and publish_at > timezone.now() else None
    refuse_over(submitted_course(waiting), later)
    refuse_unready(check_version(submitted_course(waiting), submitted_lessons(waiting), standard=standard_in_force()))
    drop_schedules(course)
    set_day(waiting, later)
    _settle(waiting, SubmissionState.APPROVED, actor, note=note)
    with by_service():
        _finish_workflow(waiting, actor, note)
    record_audit(actor=actor, action="courses.approve_course", subject=waiting, why=note, changes=_day_change(later))
    if later is None:
        complete_publication(waiting, actor=actor)
    else:
        by = {"submission_id": waiting.pk, "by_id": actor.pk}
        publish(CourseScheduled(course_id=course.pk, publish_at=later, **by))
    return CoursePage.objects.get(pk=course.pk)


@transaction.atomic
def return_course(submission: CourseSubmission, *, actor: Person, note: str = "", items: Sequence[str] = ()) -> CourseSubmission:
    """Send a submission back. *note* says what to mend; *items* are keys of the checklist, or of
    lessons (``lesson_key``), that the reviewer objects to."""
    course = lock_course(submission.course_id)
    _refuse_reviewer(actor, course)
    waiting = _lock_waiting(submission)
    note = note.strip()
    if not note:
        raise InvalidInput(_("退回时请写明原因：哪一课、哪一分钟、怎样改。"), fields={"note": _("退回时必填，说清哪一课、怎样改")})
    known = {item["key"] for item in waiting.checklist} | {lesson_key(row.lesson_id) for row in waiting.lessons.all()}
    waiting.return_items = [key for key in dict.fromkeys(items) if key in known]
    _settle(waiting, SubmissionState.RETURNED, actor, note=note)
    if waiting.workflow_state is not None and waiting.workflow_state.current_task_state is not None:
        waiting.workflow_state.current_task_state.specific.reject(user=actor, comment=note)
    record_audit(actor=actor, action="courses.return_course", subject=waiting, why=note)
    publish(CourseReturned(course_id=course.pk, submission_id=waiting.pk, by_id=actor.pk, reason=note))
    return waiting


@transaction.atomic
def cancel_schedule(submission: CourseSubmission, *, actor: Person) -> None:
    """Call off a publication that was approved for a later day; what is live now stays live."""
    course = lock_course(submission.course_id)
    if not may_edit_course(actor, course):
        raise NotAllowed(_("只有这门课的教师和机构管理员可以取消定时发布。"))
    row = CourseSubmission.objects.select_for_update().filter(SCHEDULED, pk=submission.pk).first()
    if row is None:
        raise Conflict(_("这次定时发布已经执行或取消了。刷新页面看看。"), code="decided")
    drop_schedules(course)
    record_audit(actor=actor, action="courses.cancel_schedule", subject=row)


@transaction.atomic
def unpublish_course(course: CoursePage, *, actor: Person, reason: str) -> None:
    """Take a live course and its lessons off the site; drafts, submissions and what learners did stay."""
    locked = lock_course(course.pk)
    if not may_unpublish_course(actor, locked):
        raise NotAllowed(_("只有机构管理员可以让课程下架。"))
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("请写明下架的原因。"), fields={"reason": _("请写明下架的原因")})
    if not locked.live:
        raise Conflict(_("这门课现在没有发布。"))
    drop_schedules(locked)
    end_publication(locked, actor=actor, reason=reason)
    record_audit(actor=actor, action="courses.unpublish_course", subject=locked, why=reason)


def review_workflow() -> Workflow:
    """Return the moderation workflow whose task is the course review."""
    workflow = Workflow.objects.active().filter(workflow_tasks__task__in=CourseReviewTask.objects.active()).first()
    if workflow is None:
        raise NotFound(_("课程审核流程还没有建，请平台管理员先设好。"))
    return workflow


def _start_workflow(course: CoursePage, actor: Person) -> WorkflowState:
    """Start the workflow, or resume the one that a return left open, and return its state.

    Nobody is left as "requested by": Wagtail would mail that person from inside our transaction, besides our notice.
    """
    state = course.current_workflow_state
    if state is not None:
        state.resume(user=actor)
    else:
        state = review_workflow().start(course, actor)
    WorkflowState.objects.filter(pk=state.pk).update(requested_by=None)
    return state


def _finish_workflow(submission: CourseSubmission, actor: Person, note: str) -> None:
    """Let Wagtail publish, or schedule, the submitted revision."""
    task_state = submission.workflow_state.current_task_state if submission.workflow_state else None
    if task_state is not None:
        task_state.specific.approve(user=actor, comment=note)
    else:
        submission.revision.publish(user=actor, skip_permission_checks=True)


def _day_change(publish_at: datetime | None) -> dict[str, list[str | None]]:
    return {"publish_at": [None, publish_at.isoformat()]} if publish_at else {}


def _refuse_reviewer(actor: Person, course: CoursePage) -> None:
    if not may_review_course(actor, course):
        raise NotAllowed(_("您不能审核这门课：只有本机构或上级机构的审核员可以审核，上传人和课程教师不能审核自己的课。"))


def _lock_waiting(submission: CourseSubmission) -> CourseSubmission:
    """Return the submission locked and still waiting; ``Conflict`` says who was quicker."""
    row = CourseSubmission.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=submission.pk)
    if row.state != SubmissionState.WAITING:
        outcome = SubmissionState(row.state).label
        raise Conflict(
            _("这次提交刚才已经有结果：%(outcome)s（%(who)s）。刷新页面看看。") % {"outcome": outcome, "who": row.decided_by},
            code="decided",
        )
    return row


def _settle(submission: CourseSubmission, state: SubmissionState, actor: Person, *, note: str = "") -> None:
    submission.state = state
    submission.decided_by = actor
    submission.decided_at = timezone.now()
    submission.note = note
    submission.save()
