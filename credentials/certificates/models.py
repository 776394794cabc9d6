"""Certificates and the series they are numbered in."""

import datetime as dt

from django.conf import settings
from django.contrib.admin import display
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.enums import CertificateStatus


class CertificateSeries(models.Model):
    """How the certificates of one kind are called, numbered and worded: data, so that an office can change it.

    A change holds for certificates issued from then on; issued ones carry their own copy of everything printed.
    """

    key = models.SlugField(_("代码"), max_length=40, unique=True)
    kind = models.CharField(_("证书种类"), max_length=20)
    number_template = models.CharField(
        _("编号格式"), max_length=60, help_text=_("{year} 是年份，{number} 是顺序号，如：泽宁继教字〔{year}〕第{number}号")
    )
    digits = models.PositiveSmallIntegerField(_("顺序号位数"), default=6)
    wording = models.TextField(
        _("正文"),
        max_length=300,
        help_text=_("可用 {holder} {period} {title} {level} {hours}；方括号里的话在内容为空时不印。"),
    )
    valid_years = models.PositiveSmallIntegerField(_("有效年数"), null=True, blank=True, help_text=_("空着表示长期有效"))

    class Meta:
        verbose_name = _("证书系列")
        verbose_name_plural = _("证书系列")

    def __str__(self) -> str:
        return self.kind


class Certificate(models.Model):
    """One certificate. Everything that is printed is a column of its own, frozen by the database when it is issued.

    ``replaces`` is the certificate that this one was issued instead of.
    ``code`` is the public verification code; ``number`` is gapless within (``series``, ``year``). Only the status and what
    explains it may change.
    """

    series = models.CharField(_("系列"), max_length=40)
    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.PositiveIntegerField(_("顺序号"))
    number_text = models.CharField(_("证书编号"), max_length=80, unique=True)
    code = models.CharField(_("校验码"), max_length=30, unique=True)
    source_key = models.CharField(_("来源"), max_length=120, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates", verbose_name=_("持证人账号"))
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("机构"))

    kind = models.CharField(_("证书种类"), max_length=20)
    wording = models.TextField(_("正文"), max_length=300)
    holder_name = models.CharField(_("持证人"), max_length=50)
    title = models.CharField(_("学习内容"), max_length=255)
    level = models.CharField(_("程度"), max_length=20, blank=True)
    hours = models.DecimalField(_("学时"), max_digits=7, decimal_places=2)
    started_on = models.DateField(_("开始日期"), null=True, blank=True)
    finished_on = models.DateField(_("结束日期"), null=True, blank=True)
    organisation_name = models.CharField(_("发证单位"), max_length=80)
    issued_on = models.DateField(_("发证日期"))
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)

    evidence = models.JSONField(_("依据"), default=dict, encoder=DjangoJSONEncoder)
    issued_at = models.DateTimeField(_("签发时间"), default=timezone.now)
    status = models.CharField(_("状态"), max_length=10, choices=CertificateStatus, default=CertificateStatus.ISSUED)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撤销人")
    )
    revoke_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("换发自")
    )

    class Meta:
        verbose_name = _("证书")
        verbose_name_plural = _("证书")
        indexes = [
            models.Index(fields=["person", "-issued_on", "-id"], name="certificates_of_person"),
            models.Index(fields=["organisation", "-issued_on", "-id"], name="certificates_of_organisation"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=models.Q(status=CertificateStatus.ISSUED, revoked_at__isnull=True)
                | models.Q(~models.Q(status=CertificateStatus.ISSUED), ~models.Q(revoke_reason=""), revoked_at__isnull=False),
                name="certificate_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number_text

    @property
    @display(description=_("换发为"))
    def replacement(self) -> str:
        """Return the number of the certificate that was issued instead; empty when there is none."""
        return self.replaced_by.number_text if hasattr(self, "replaced_by") else ""

    def is_expired(self, today: dt.date) -> bool:
        """Return whether the last day of its validity lies before *today*."""
        return self.valid_until is not None and self.valid_until < today


class CertificateLookup(models.Model):
    """How often strangers verified a certificate. Who they were is not kept."""

    certificate = models.OneToOneField(Certificate, models.CASCADE, primary_key=True, related_name="lookups")
    times = models.PositiveIntegerField(_("查验次数"))
    last_at = models.DateTimeField(_("最近查验时间"))

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.times}"
