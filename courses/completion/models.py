"""Decisions that a course was completed, with the rule and the facts they rest on."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompletionDecision(models.Model):
    """Why an enrolment counts as completed: rule, its version and the inputs as they were. Written once."""

    enrolment = models.OneToOneField("courses.Enrolment", models.PROTECT, related_name="decision", verbose_name=_("报名"))
    rule_version = models.PositiveIntegerField(_("规则版本"))
    rule = models.JSONField(_("规则"))
    inputs = models.JSONField(_("依据"))
    decided_at = models.DateTimeField(_("认定时间"))

    class Meta:
        verbose_name = _("结业认定")
        verbose_name_plural = _("结业认定")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(rule_version__gte=1), name="completion_rule_version_positive")
        ]

    def __str__(self) -> str:
        return f"decision on enrolment {self.enrolment_id}"
