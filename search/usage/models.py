"""Counts of queries."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.enums import Step


class QueryDay(models.Model):
    """How often a wording was looked for on one day, how it was answered, and how often a result was opened.

    There is deliberately no field that leads to a person.
    """

    day = models.DateField(_("日期"))
    text = models.CharField(_("查询"), max_length=100)
    step = models.CharField(_("怎样找到"), max_length=12, choices=Step)
    searches = models.PositiveIntegerField(_("搜索次数"), default=0)
    clicks = models.PositiveIntegerField(_("打开结果次数"), default=0)
    results = models.PositiveIntegerField(_("结果数"), default=0)

    class Meta:
        verbose_name = _("查询统计")
        verbose_name_plural = _("查询统计")
        constraints = [models.UniqueConstraint(fields=["day", "text", "step"], name="search_query_day_once")]

    def __str__(self) -> str:
        return self.text
