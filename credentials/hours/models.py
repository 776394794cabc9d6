"""The ledger's table: rows are added and never changed."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.enums import HourCategory


class HourEntry(models.Model):
    """Hours (学时) that one person earned for one reason.

    ``source_key`` names the reason, so that it counts once. A correction is a second entry with the same hours below zero
    that points at the first through ``corrects``. The database refuses UPDATE, DELETE and TRUNCATE.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hour_entries", verbose_name=_("学员"))
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("机构"))
    hours = models.DecimalField(_("学时"), max_digits=7, decimal_places=2)
    category = models.CharField(_("类别"), max_length=16, choices=HourCategory)
    title = models.CharField(_("学习内容"), max_length=255)
    earned_on = models.DateField(_("取得日期"))
    source_key = models.CharField(_("来源"), max_length=120, unique=True)
    evidence = models.JSONField(_("依据"), default=dict, encoder=DjangoJSONEncoder)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="correction", verbose_name=_("冲正的记录")
    )
    recorded_at = models.DateTimeField(_("记入时间"), default=timezone.now)

    class Meta:
        verbose_name = _("学时记录")
        verbose_name_plural = _("学时记录")
        indexes = [models.Index(fields=["person", "-earned_on", "-id"], name="hours_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hours__gt=0, corrects__isnull=True) | models.Q(hours__lt=0, corrects__isnull=False),
                name="hours_positive_unless_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.hours}"
