"""The two switches of a course."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CourseProtection(models.Model):
    """How the videos of a course are protected; a course without a row is not. It counts at once, without a review."""

    course = models.OneToOneField("courses.CoursePage", models.CASCADE, related_name="protection", verbose_name=_("课程"))
    encrypts = models.BooleanField(_("加密视频"), default=False)
    marks_viewer = models.BooleanField(_("显示观看者水印"), default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("视频保护")
        verbose_name_plural = _("视频保护")

    def __str__(self) -> str:
        return f"{self.course_id}"
