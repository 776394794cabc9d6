"""One row for each person and course they ever joined."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Enrolment(models.Model):
    """A person in a course. Leaving sets ``withdrawn_at``; joining again clears it, and all progress is still there."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments", db_index=False, verbose_name=_("学员")
    )
    course = models.ForeignKey("courses.CoursePage", models.PROTECT, related_name="enrolments", verbose_name=_("课程"))
    enrolled_at = models.DateTimeField(_("报名时间"))
    withdrawn_at = models.DateTimeField(_("退出时间"), null=True, blank=True)
    completed_at = models.DateTimeField(_("学完时间"), null=True, blank=True)
    last_active_at = models.DateTimeField(_("最近学习"), null=True, blank=True)

    class Meta:
        verbose_name = _("报名")
        verbose_name_plural = _("报名")
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "course"], name="enrolment_once")]
        indexes: ClassVar = [
            models.Index(fields=["course", "withdrawn_at", "-enrolled_at"], name="enrolment_roster"),
            models.Index(fields=["person", "completed_at", "-last_active_at"], name="enrolment_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.course_id}"

    @property
    def is_active(self) -> bool:
        """Tell whether the person is in the course now."""
        return self.withdrawn_at is None


class StaleLearnerCount(models.Model):
    """A course whose number of learners in the search index is out of date; one row, however many people joined since."""

    course = models.OneToOneField(
        "courses.CoursePage", models.CASCADE, primary_key=True, related_name="stale_learner_count", verbose_name=_("课程")
    )

    def __str__(self) -> str:
        return f"course {self.course_id}"
