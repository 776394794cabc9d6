"""Invitations to a role, sent to a phone number."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.enums import Role


class RoleInvitation(models.Model):
    """An offer of a role to whoever holds ``phone``. Nobody learns whether the number has an account until they accept."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="invitations", verbose_name=_("机构")
    )
    role = models.CharField(_("角色"), max_length=24, choices=[c for c in Role.choices if c[0] != Role.RESIDENT])
    phone = models.CharField(_("手机号"), max_length=16)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("邀请人"))
    invited_at = models.DateTimeField(_("邀请时间"), auto_now_add=True)
    expires_at = models.DateTimeField(_("有效期至"))
    accepted_at = models.DateTimeField(_("接受时间"), null=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    class Meta:
        verbose_name = _("角色邀请")
        verbose_name_plural = _("角色邀请")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "role", "phone"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.organisation}"
