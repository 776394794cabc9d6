"""Which video file belongs to which lesson, from the moment its upload starts."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LessonUpload(models.Model):
    """One video file that a teacher dropped; ``dismissed_at`` takes it off the list of files being worked on."""

    course = models.ForeignKey("courses.CoursePage", models.CASCADE, related_name="uploads", verbose_name=_("课程"))
    lesson = models.ForeignKey("courses.LessonPage", models.CASCADE, related_name="uploads", verbose_name=_("课次"))
    asset = models.OneToOneField("media_pipeline.Asset", models.CASCADE, related_name="lesson_upload", verbose_name=_("视频"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lesson_uploads", verbose_name=_("上传人"))
    created_at = models.DateTimeField(_("开始时间"), default=timezone.now)
    dismissed_at = models.DateTimeField(_("从列表拿掉的时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("课次视频上传")
        verbose_name_plural = _("课次视频上传")
        indexes = [
            models.Index(fields=["person", "-created_at"], name="upload_list", condition=models.Q(dismissed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.asset_id}"


class LessonNarration(models.Model):
    """The deck of a lesson that is being given a voice."""

    lesson = models.OneToOneField("courses.LessonPage", models.CASCADE, related_name="narration", verbose_name=_("课次"))
    narration = models.OneToOneField(
        "media_pipeline.Narration", models.CASCADE, related_name="of_lesson", verbose_name=_("课件配音")
    )

    class Meta:
        verbose_name = _("课次的课件配音")
        verbose_name_plural = _("课次的课件配音")

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.narration_id}"
