"""Short messages and mails on their way to one address: the queue and the log in one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutgoingMessage(models.Model):
    """One text message or mail. ``text`` may hold a secret; it is replaced by ``text_for_log`` once settled."""

    class Channel(models.TextChoices):
        """How it travels."""

        SMS = "sms", _("短信")
        MAIL = "mail", _("邮件")

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("等待发送")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")

    channel = models.CharField(_("渠道"), max_length=4, choices=Channel)
    address = models.CharField(_("收件人"), max_length=254)
    subject = models.CharField(_("标题"), max_length=120, blank=True)
    text = models.TextField(_("内容"))
    text_for_log = models.TextField()
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("已尝试次数"), default=0)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    next_attempt_at = models.DateTimeField(_("下次尝试"), null=True)
    useless_after = models.DateTimeField(_("过时不发"))
    settled_at = models.DateTimeField(_("完成时间"), null=True)
    receipt = models.CharField(_("回执"), max_length=80, blank=True)
    error = models.CharField(_("原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("发出的消息")
        verbose_name_plural = _("发出的消息")
        indexes = [
            models.Index("next_attempt_at", "id", name="outgoing_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["-created_at"], name="outgoing_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} #{self.pk}"
