"""Videos whose words a machine writes down."""

from django.db import models
from django.utils import timezone

from media_pipeline.assets.models import Leased


class Dictation(Leased):
    """One version of a video to be listened to: asked for when the row is there, over when ``done_at`` is set.

    ``heard`` counts the sentences; ``error`` is why it did not work, for operators. ``is_stopped`` when nobody tries any more.
    """

    asset = models.ForeignKey("media_pipeline.Asset", models.CASCADE, related_name="dictations")
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    heard = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    is_stopped = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "version"], name="dictation_once")]
        indexes = [models.Index(fields=["lease_until"], name="dictation_waits", condition=models.Q(done_at=None, is_stopped=False))]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.version}"
