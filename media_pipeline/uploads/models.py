"""Uploads on their way in, and how much an organisation may keep."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from media_pipeline.enums import UploadProtocol, UploadState


class StorageQuota(models.Model):
    """How many bytes an organisation may keep; without a number the site's default counts. Its row is the lock for new uploads."""

    organisation = models.OneToOneField("organisations.Organisation", models.CASCADE, related_name="+", verbose_name=_("机构"))
    bytes = models.PositiveBigIntegerField(_("空间上限"), null=True, blank=True, help_text=_("字节；留空用全站默认"))

    class Meta:
        verbose_name = _("存储空间")
        verbose_name_plural = _("存储空间")

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.bytes}"


class Upload(models.Model):
    """One resumable upload. By tus, ``offset`` is the last acknowledged byte; the file on disk may be longer after a crash.

    In parts, ``parts_id`` is the bucket's name for the upload, ``offset`` how much had arrived when last asked, and
    ``joining_at`` is when the parts were being made into one file, for the sweep to end what a crash interrupted.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asset = models.ForeignKey("media_pipeline.Asset", models.CASCADE, related_name="uploads")
    version = models.PositiveIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100, blank=True)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=UploadState, default=UploadState.OPEN)
    protocol = models.CharField(max_length=8, choices=UploadProtocol, default=UploadProtocol.TUS)
    parts_id = models.TextField(blank=True)
    joining_at = models.DateTimeField(null=True)
    writer = models.UUIDField(null=True)
    writer_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(offset__lte=F("length")), name="upload_not_over"),
            models.UniqueConstraint(fields=["asset", "version"], name="upload_of_version"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="upload_open", condition=Q(state=UploadState.OPEN)),
            models.Index(fields=["owner", "state"], name="upload_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.offset}/{self.length}"
