"""The outbox: events as rows, written in the transaction that made them true."""

from django.db import models


class OutboxEvent(models.Model):
    """One published event. ``settled_at`` is set once every receiver has handled it or given up."""

    name = models.CharField(max_length=100)
    payload = models.JSONField()
    published_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("published_at", name="outbox_unsettled", condition=models.Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Delivery(models.Model):
    """What became of one event at one receiver. A row with ``done_at`` proves that it was handled."""

    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries")
    receiver = models.CharField(max_length=200)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "receiver"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.receiver} of event {self.event_id}"
