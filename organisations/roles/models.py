"""The roles that people hold in organisations."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import Role


class RoleGrant(models.Model):
    """One person's role in one organisation, from its grant to its end."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants", verbose_name=_("人员"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="role_grants", verbose_name=_("机构")
    )
    role = models.CharField(_("角色"), max_length=24, choices=[c for c in Role.choices if c[0] != Role.RESIDENT])
    granted_at = models.DateTimeField(_("授予时间"), default=timezone.now)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("角色授予")
        verbose_name_plural = _("角色授予")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"], condition=models.Q(ended_at__isnull=True), name="role_granted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()} {self.organisation}"
