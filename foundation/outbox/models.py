"""Where events wait until everyone concerned has handled them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutboxEvent(models.Model):
    """One published event. ``settled_at`` is set once every receiver has handled it or given up.

    ``due_at`` is when the sweep looks at it next: a while after publication, later when a receiver has to wait.
    """

    name = models.CharField(_("事件"), max_length=100)
    payload = models.JSONField(_("内容"))
    published_at = models.DateTimeField(_("发布时间"), auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("事件")
        verbose_name_plural = _("事件")
        indexes = [
            models.Index(fields=["due_at"], name="outbox_due", condition=models.Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Delivery(models.Model):
    """What became of one event at one receiver.

    ``done_at`` proves that it was handled, ``given_up_at`` that it failed too often and waits for a person. ``attempts``
    counts beginnings, so that a receiver which kills its worker is given up as well.
    """

    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries", verbose_name=_("事件"))
    receiver = models.CharField(_("接收程序"), max_length=200)
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    next_attempt_at = models.DateTimeField(_("下次重试"), null=True)
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(_("放弃时间"), null=True)
    error = models.TextField(_("错误"), blank=True)

    class Meta:
        verbose_name = _("事件投递")
        verbose_name_plural = _("事件投递")
        constraints = [models.UniqueConstraint(fields=["event", "receiver"], name="delivery_once")]
        indexes = [models.Index(fields=["-given_up_at"], name="delivery_given_up", condition=models.Q(given_up_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.receiver} of event {self.event_id}"
