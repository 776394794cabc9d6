"""What people agreed to, in which version, and when they took it back."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentPurpose(models.Model):
    """One thing that people are asked to agree to, as a text with a version. A new text is a new version."""

    key = models.SlugField(_("标识"), max_length=40)
    version = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("标题"), max_length=80)
    text = models.TextField(_("正文"))
    is_required = models.BooleanField(_("使用平台必须同意"), default=False)
    valid_from = models.DateTimeField(_("生效时间"), default=timezone.now)

    class Meta:
        verbose_name = _("同意事项")
        verbose_name_plural = _("同意事项")
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="consent_purpose_version_once")]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Consent(models.Model):
    """One person's yes to one version of a purpose; ``withdrawn_at`` is its end."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents", verbose_name=_("人员"))
    purpose = models.ForeignKey(ConsentPurpose, models.PROTECT, related_name="consents", verbose_name=_("同意事项"))
    given_at = models.DateTimeField(_("同意时间"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    source = models.CharField(_("在哪里同意"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("同意记录")
        verbose_name_plural = _("同意记录")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_at__isnull=True), name="consent_given_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.purpose_id}"
