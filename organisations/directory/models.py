"""Organisations in a tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from organisations.enums import OrganisationKind


class Organisation(MP_Node):
    """A school, company, association, office or learning point; its parent is the one it answers to.

    Siblings keep the order in which they were added: an order by name would rewrite the paths of others on every
    insertion, and what somebody else holds in memory would then point at the wrong place in the tree.
    """

    name = models.CharField(_("名称"), max_length=80, unique=True)
    short_name = models.CharField(_("简称"), max_length=20, blank=True)
    slug = models.SlugField(_("网址段"), max_length=60, unique=True)
    kind = models.CharField(_("类型"), max_length=20, choices=OrganisationKind)
    introduction = models.TextField(_("简介"), blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")

    def __str__(self) -> str:
        return self.name

    def path_and_above(self) -> list[str]:
        """Return the paths of this organisation and all its ancestors; needs no query."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
