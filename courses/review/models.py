"""Submissions of courses for review, what exactly was submitted, and the standard they are held against."""

from typing import Any, ClassVar, cast

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from courses.catalogue.models import CoursePage
from courses.enums import SubmissionState


class CourseStandard(models.Model):
    """The checklist a course must pass, as data with a date: the newest one in force counts.

    ``items`` is a list of ``{"key": …, <parameters>}``; the keys are those of ``courses.review.standard``.
    ``review_days`` is how many days a reviewer has.
    """

    version = models.CharField(_("版本"), max_length=20, unique=True)
    in_force_from = models.DateField(_("施行日期"))
    items = models.JSONField(_("条目"))
    review_days = models.PositiveSmallIntegerField(_("审核期限（天）"), default=3)

    class Meta:
        verbose_name = _("课程建设标准")
        verbose_name_plural = _("课程建设标准")
        ordering: ClassVar = ["-in_force_from", "-pk"]

    def __str__(self) -> str:
        return self.version


class CourseReviewTask(Task):
    """The step of Wagtail's moderation workflow in which a course waits for a reviewer of its organisation.

    Wagtail's admin and the review queue of the site both decide through ``courses.review.services``.
    """

    class Meta:
        verbose_name = _("课程审核")
        verbose_name_plural = _("课程审核")

    def locked_for_user(self, obj: models.Model, user: Any) -> bool:
        """Nobody edits what a reviewer is reading; the teacher withdraws it first."""
        return True

    def get_actions(self, obj: models.Model, user: Any) -> list[tuple[str, Any, bool]]:
        """Offer approving and returning to those who may review this course."""
        from courses.review.policies import may_review_course

        if not may_review_course(user, cast(CoursePage, obj)):
            return []
        return [("reject", _("退回修改"), True), ("approve", _("通过并发布"), False)]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Decide through the services, so that the rules are the same wherever the button stands."""
        from courses.review.services import approve_course, return_course

        course_id = int(task_state.workflow_state.object_id)
        submission = CourseSubmission.objects.get(course_id=course_id, state=SubmissionState.WAITING)
        if action_name == "approve":
            wished = task_state.revision.as_object().go_live_at
            approve_course(submission, actor=user, note=kwargs.get("comment", ""), publish_at=wished)
        elif action_name == "reject":
            return_course(submission, actor=user, note=kwargs.get("comment", ""))

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """Return the waiting task states that *user* may decide."""
        from courses.review.selectors import waiting_for

        return TaskState.objects.filter(
            task=self, status=TaskState.STATUS_IN_PROGRESS, workflow_state__in=waiting_for(user).values("workflow_state")
        )

    @classmethod
    def get_description(cls) -> str:
        """Return what the list of task types says."""
        return str(_("本机构或上级机构的审核员决定；上传人和课程教师不能审核。"))


class CourseSubmission(models.Model):
    """One hand-in of a course: exactly these revisions, checked against this standard, with its decision.

    ``checklist`` is the outcome at submission, ``return_items`` the checklist keys a reviewer objected to.
    """

    course = models.ForeignKey("courses.CoursePage", models.CASCADE, related_name="submissions", verbose_name=_("课程"))
    version = models.PositiveIntegerField(_("第几版"))
    state = models.CharField(_("状态"), max_length=10, choices=SubmissionState, default=SubmissionState.WAITING)
    title = models.CharField(_("名称"), max_length=255)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("机构"))
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, related_name="submitted_courses")
    workflow_state = models.ForeignKey("wagtailcore.WorkflowState", models.SET_NULL, null=True, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("提交人"))
    submitted_at = models.DateTimeField(_("提交时间"), default=timezone.now)
    due_at = models.DateTimeField(_("答复期限"))
    standard_version = models.CharField(_("标准版本"), max_length=20)
    checklist = models.JSONField(_("清单结果"), default=list)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("决定人")
    )
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    publish_at = models.DateTimeField(_("定时发布"), null=True, blank=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    note = models.TextField(_("给老师的话"), blank=True)
    return_items = models.JSONField(_("退回的条目"), default=list, blank=True)

    class Meta:
        verbose_name = _("课程提交")
        verbose_name_plural = _("课程提交")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "version"], name="submission_version_once"),
            models.UniqueConstraint(fields=["course"], condition=Q(state="waiting"), name="submission_waiting_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="submission_decided_or_waiting",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="submission_queue"),
            models.Index(fields=["decided_by", "-decided_at"], name="submission_decided"),
            models.Index(
                fields=["publish_at"],
                name="submission_scheduled",
                condition=Q(state="approved", publish_at__isnull=False, published_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


def lesson_key(lesson_id: int) -> str:
    """Return the key under which ``return_items`` names a lesson."""
    return f"lesson:{lesson_id}"


class SubmittedLesson(models.Model):
    """One lesson of a submission, in its place, as the revision that was handed in."""

    submission = models.ForeignKey(CourseSubmission, models.CASCADE, related_name="lessons", verbose_name=_("提交"))
    lesson = models.ForeignKey("courses.LessonPage", models.CASCADE, related_name="submitted_in", verbose_name=_("课次"))
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, related_name="submitted_lessons")
    position = models.PositiveIntegerField(_("第几课"))

    class Meta:
        verbose_name = _("提交的课次")
        verbose_name_plural = _("提交的课次")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["submission", "lesson"], name="submitted_lesson_once")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.lesson_id}"
