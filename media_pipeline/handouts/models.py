"""Hand-outs: files that are given out as they came in."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """One file that people download. Its name is only text; in the storage it lies under ``files/<key>``. ``size`` is in bytes."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("机构"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("上传人"))
    file_name = models.CharField(_("文件名"), max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("讲义")
        verbose_name_plural = _("讲义")

    def __str__(self) -> str:
        return self.file_name

    @property
    def storage_key(self) -> str:
        """Name in the media storage; nothing of what a person typed is in it."""
        return f"files/{self.key}"
