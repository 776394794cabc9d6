"""Captions of a video, one text per language."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from media_pipeline.enums import CaptionState


class Caption(models.Model):
    """Captions in one language. ``cues`` holds ``[start_ms, end_ms, text]`` in order; ``language`` is a BCP 47 tag.

    ``version`` counts the saves: an editor names the one it began with, so that two people lose nothing of each other's.
    """

    asset = models.ForeignKey("media_pipeline.Asset", models.CASCADE, related_name="captions")
    language = models.CharField(_("语言"), max_length=12)
    state = models.CharField(_("状态"), max_length=10, choices=CaptionState)
    cues = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_dictated = models.BooleanField(_("机器听写"), default=False, editable=False)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("字幕")
        verbose_name_plural = _("字幕")
        constraints = [models.UniqueConstraint(fields=["asset", "language"], name="caption_per_language")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.language}"
