"""Notices: what the platform tells one person, and how it reached them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message in one person's inbox. Its words come from the kind; ``context`` fills the gaps."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("人员"))
    kind = models.CharField(_("种类"), max_length=60)
    context = models.JSONField(_("内容"), default=dict)
    url = models.CharField(_("链接"), max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=150)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        constraints = [models.UniqueConstraint(fields=["person", "dedupe_key"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "-read_at", "-created_at", "-id"], name="notice_inbox"),
            models.Index(fields=["person", "-created_at", "-id"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class NoticeDelivery(models.Model):
    """One notice on its way through one channel beside the inbox."""

    class State(models.TextChoices):
        """Where a delivery stands."""

        WAITING = "waiting", _("等待发送")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries", verbose_name=_("通知"))
    channel = models.CharField(_("渠道"), max_length=20)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("已尝试次数"), default=0)
    next_attempt_at = models.DateTimeField(_("下次尝试"), null=True)
    settled_at = models.DateTimeField(_("完成时间"), null=True)
    error = models.TextField(_("原因"), blank=True)

    class Meta:
        verbose_name = _("通知投递")
        verbose_name_plural = _("通知投递")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="notice_delivery_once")]
        indexes = [
            models.Index("next_attempt_at", "id", name="notice_delivery_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of notice {self.notice_id}"


class ChannelChoice(models.Model):
    """A person's own word on whether a channel may be used for them; without one the kind's default holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="channel_choices")
    channel = models.CharField(_("渠道"), max_length=20)
    wanted = models.BooleanField(_("接收"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="channel_choice_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.channel}: {self.wanted}"
