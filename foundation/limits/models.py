"""Counters of tries."""

from django.db import models


class RateWindow(models.Model):
    """How often one key was hit in its current window."""

    key = models.CharField(max_length=64, primary_key=True)
    hits = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("ends_at", name="rate_window_end")]

    def __str__(self) -> str:
        return f"{self.hits} until {self.ends_at:%H:%M:%S}"
