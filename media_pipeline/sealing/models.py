"""Encrypted copies of finished packages."""

from django.db import models
from django.utils import timezone

from media_pipeline.assets.models import Leased


class Sealing(Leased):
    """The encrypted copy of one package: asked for when the row is there, to be played when ``done_at`` is set.

    Every key of the copy follows from ``secret``, so the row is what makes the copy readable: it goes with the asset.
    """

    asset = models.ForeignKey("media_pipeline.Asset", models.CASCADE, related_name="sealings")
    version = models.PositiveIntegerField()
    folder = models.CharField(max_length=40)
    secret = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "folder"], name="sealing_once")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.folder}"
