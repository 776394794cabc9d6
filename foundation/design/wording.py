"""Numbers and dates as the site writes them: ``18:05``, ``2.5 学时``, ``11月22日 周日 14:00``. Pure functions."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def write_duration(milliseconds: int) -> str:
    """Return a length of time as on a player: ``18:05``, from an hour on ``1:02:03``. Part seconds are dropped."""
    minutes, seconds = divmod(max(milliseconds, 0) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def write_duration_in_words(milliseconds: int) -> str:
    """Return a length of time for a sentence: ``1 小时 12 分``, ``18 分 05 秒``, ``42 秒``."""
    minutes, seconds = divmod(max(milliseconds, 0) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d 分 %(seconds)02d 秒") % {"minutes": minutes, "seconds": seconds}
    return _("%(seconds)d 秒") % {"seconds": seconds}


def write_number(value: Decimal | float) -> str:
    """Return a number with separators and no trailing zeros: ``1,486``, ``2.5``."""
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_hours(value: Decimal | float) -> str:
    """Return learning hours with their unit apart: ``2.5 学时``."""
    count = 1 if value == 1 else 2
    return ngettext("%(number)s 学时", "%(number)s 学时", count) % {"number": write_number(value)}


def write_weekday(value: date) -> str:
    """Return ``周日``."""
    return WEEKDAYS[value.weekday()] if (get_language() or "zh").startswith("zh") else date_format(value, "l", use_l10n=False)


def write_day(value: date) -> str:
    """Return ``11月22日``; with the year when it is not this year's."""
    in_this_year = value.year == timezone.localdate().year
    if (get_language() or "zh").startswith("zh"):
        return f"{value.month}月{value.day}日" if in_this_year else f"{value.year}年{value.month}月{value.day}日"
    return date_format(value, "j M" if in_this_year else "j M Y", use_l10n=False)


def write_moment(value: date | datetime) -> str:
    """Return ``11月22日 周日 14:00`` in the site's time zone; without the time for a date, with the year when not this year's."""
    moment = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    in_this_year = moment.year == timezone.localdate().year
    clock = f" {moment:%H:%M}" if isinstance(moment, datetime) else ""
    if (get_language() or "zh").startswith("zh"):
        year = "" if in_this_year else f"{moment.year}年"
        return f"{year}{moment.month}月{moment.day}日 {WEEKDAYS[moment.weekday()]}{clock}"
    return date_format(moment, "D j M" if in_this_year else "D j M Y", use_l10n=False) + clock
