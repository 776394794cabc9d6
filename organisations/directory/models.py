"""Organisations in a tree and the roles that people hold in them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from organisations.enums import OrganisationKind, Role


class Organisation(MP_Node):
    """A school, company, association, office or learning point; its parent is the one it answers to."""

    name = models.CharField(_("名称"), max_length=80, unique=True)
    short_name = models.CharField(_("简称"), max_length=20, blank=True)
    slug = models.SlugField(_("网址段"), max_length=60, unique=True)
    kind = models.CharField(_("类型"), max_length=20, choices=OrganisationKind)
    introduction = models.TextField(_("简介"), blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    node_order_by = ["name"]

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """One person's role in one organisation, from its grant to its end."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants", verbose_name=_("人员"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="role_grants", verbose_name=_("机构"))
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
