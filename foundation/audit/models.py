"""The audit table. Names of people are kept out of it: rows can never be erased, ids can lose their person."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act. The seal (``sequence``, ``previous_hash``, ``hash``) is filled in once, right after the act is committed.

    ``actor_id`` is the person's id, empty for the system itself. ``changes`` maps a field to ``[before, after]``.
    """

    at = models.DateTimeField(_("时间"), default=timezone.now)
    actor_id = models.BigIntegerField(_("操作人编号"), null=True)
    action = models.CharField(_("操作"), max_length=80)
    subject_type = models.CharField(_("对象类型"), max_length=100)
    subject_id = models.CharField(_("对象编号"), max_length=64)
    why = models.TextField(_("原因"), blank=True)
    changes = models.JSONField(_("变动"), default=dict, encoder=DjangoJSONEncoder)
    sequence = models.BigIntegerField(_("顺序号"), null=True, unique=True, editable=False)
    previous_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    hash = models.CharField(_("封印"), max_length=64, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        indexes = [
            models.Index("id", name="audit_unsealed", condition=models.Q(sequence__isnull=True)),
            models.Index("subject_type", "subject_id", "id", name="audit_subject"),
            models.Index("actor_id", "id", name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type}:{self.subject_id}"
