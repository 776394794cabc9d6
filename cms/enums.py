"""Fixed vocabularies of the site's own pages."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Menu(TextChoices):
    """Where a link of the navigation stands."""

    MAIN = "main", _("主导航")
    QUICK = "quick", _("首页常办的事")
    FOOTER = "footer", _("页脚")


class MenuIcon(TextChoices):
    """Icons that a link may carry; the words beside them are the link's own."""

    BOOK = "book-open", _("书")
    PERSON = "user-round", _("人")
    AWARD = "award", _("奖章")
    VERIFIED = "badge-check", _("核验")
    PLACE = "map-pin", _("地点")
    NEWS = "newspaper", _("通知")
    PHONE = "phone", _("电话")
    HELP = "hand-helping", _("帮助")
    LETTERS = "a-large-small", _("字号")
    CALENDAR = "calendar-days", _("日历")
    LINK = "link", _("链接")
