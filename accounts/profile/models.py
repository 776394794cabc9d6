"""A person's wish to have their account closed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ClosureRequest(models.Model):
    """One request to close an account; it can be taken back until ``due_at``, then the account is closed."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="closure_requests", verbose_name=_("人员"))
    requested_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    due_at = models.DateTimeField(_("注销时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    done_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = _("注销申请")
        verbose_name_plural = _("注销申请")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(withdrawn_at__isnull=True, done_at__isnull=True), name="closure_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"closure of {self.person_id}"
