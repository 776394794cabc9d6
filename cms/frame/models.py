"""The site's details and navigation, edited in the admin under "设置"."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from cms.enums import Menu, MenuIcon

safe_address = RegexValidator(
    r"^(/(?![/\\])|https?://|tel:|mailto:)\S*$", _("请填站内路径（/ 开头）、https:// 网址、tel: 或 mailto:")
)
phone_number = RegexValidator(r"^\+?[\d\s\-]{3,29}$", _("只填数字、空格和短横，例如 6812 3456"))


@register_setting(icon="site", order=100)
class SiteDetails(BaseSiteSetting, ClusterableModel):
    """Who runs the site, how to reach a person there, and where its menus lead."""

    phone = models.CharField(
        _("咨询电话"), max_length=30, blank=True, validators=[phone_number], help_text=_("每一页都有，长辈版里是“找人帮忙”")
    )
    opening_hours = models.CharField(_("接听时间"), max_length=120, blank=True, help_text=_("例如：每天 8:00–20:00 有人接听"))
    host = models.CharField(_("主办单位"), max_length=60, blank=True)
    organiser = models.CharField(_("承办单位"), max_length=60, blank=True)
    record_number = models.CharField(_("ICP 备案号"), max_length=60, blank=True)

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("phone"), FieldPanel("opening_hours")], heading=_("联系方式")),
        MultiFieldPanel([FieldPanel("host"), FieldPanel("organiser"), FieldPanel("record_number")], heading=_("单位与备案")),
        InlinePanel("links", heading=_("导航"), label=_("链接"), help_text=_("一个菜单里没有链接时，用系统默认的。")),
    ]

    class Meta:
        verbose_name = _("网站信息与导航")
        verbose_name_plural = _("网站信息与导航")


class NavigationLink(Orderable):
    """One link of one menu: to a page of the site, or to an address."""

    details = ParentalKey(SiteDetails, on_delete=models.CASCADE, related_name="links")
    menu = models.CharField(_("菜单"), max_length=8, choices=Menu, default=Menu.FOOTER)
    label = models.CharField(_("文字"), max_length=20)
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("页面"))
    address = models.CharField(_("网址"), max_length=300, blank=True, validators=[safe_address])
    icon = models.CharField(_("图标"), max_length=24, choices=MenuIcon, default=MenuIcon.LINK)

    panels: ClassVar = [
        FieldPanel("menu"),
        FieldPanel("label"),
        FieldPanel("page"),
        FieldPanel("address"),
        FieldPanel("icon"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("导航链接")
        verbose_name_plural = _("导航链接")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False) ^ ~models.Q(address=""), name="navigation_link_leads_to_one_place"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuse a link that leads nowhere or to two places."""
        super().clean()
        if bool(self.page_id) == bool(self.address):
            raise ValidationError({"address": _("页面和网址请选一个填")})
