"""A deck that is being given a voice: its recordings by page, and when each page stands in the video made of them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from media_pipeline.assets.models import Leased
from media_pipeline.enums import NarrationState, RecordingState
from media_pipeline.storage import recording_key

STANDS = 5
"""So many seconds a page without a recording stands, where nobody chose another number."""


class Narration(Leased):
    """One deck, its recordings, and the video into which they are composed.

    ``stands`` holds by page (as text) for how many seconds it stands without a recording, 0 for left out. ``wanted`` is what
    is being composed or was composed last, page by page, and ``fingerprint`` names it; ``version`` is the version of ``asset``
    that it becomes. ``percent`` is how far composing is.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("机构"))
    deck = models.ForeignKey(
        "media_pipeline.StoredFile", models.SET_NULL, related_name="narrations", null=True, verbose_name=_("课件")
    )
    asset = models.ForeignKey("media_pipeline.Asset", models.SET_NULL, related_name="narrations", null=True, verbose_name=_("视频"))
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(_("状态"), max_length=12, choices=NarrationState, default=NarrationState.OPEN)
    stands = models.JSONField(default=dict, blank=True)
    wanted = models.JSONField(null=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    percent = models.PositiveSmallIntegerField(default=0, editable=False)
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("课件配音")
        verbose_name_plural = _("课件配音")
        indexes = [models.Index(fields=["lease_until"], name="narration_waits", condition=models.Q(state=NarrationState.COMPOSING))]

    def __str__(self) -> str:
        return f"{self.pk}"

    def stands_for(self, number: int) -> int:
        """Return for how many seconds page *number* stands without a recording; 0 when it is left out."""
        return int(self.stands.get(str(number), STANDS))


class Recording(Leased):
    """What is said to one page. Until it is checked the file is as it came in, then as this site encoded it.

    ``size`` (bytes, 0 when refused) and ``sha256`` are those of the kept file, ``source_sha256`` that of the one that came in.
    """

    narration = models.ForeignKey(Narration, models.CASCADE, related_name="recordings", verbose_name=_("课件配音"))
    number = models.PositiveIntegerField(_("页码"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("上传人"))
    file_name = models.CharField(_("文件名"), max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64)
    state = models.CharField(_("状态"), max_length=12, choices=RecordingState, default=RecordingState.WAITING)
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    duration_ms = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("录音")
        verbose_name_plural = _("录音")
        constraints = [
            models.UniqueConstraint(fields=["narration", "number"], name="recording_of_page", deferrable=models.Deferrable.DEFERRED)
        ]
        indexes = [models.Index(fields=["lease_until"], name="recording_waits", condition=models.Q(state=RecordingState.WAITING))]

    def __str__(self) -> str:
        return f"{self.narration_id} {self.number}"

    @property
    def storage_key(self) -> str:
        """Name in the media storage; nothing of what a person typed is in it."""
        return recording_key(self.key, is_checked=self.state == RecordingState.READY)


class PageTimes(models.Model):
    """When each page of a deck stands in one version of a video: ``times`` lists page number and milliseconds, in order."""

    asset = models.ForeignKey("media_pipeline.Asset", models.CASCADE, related_name="page_times")
    version = models.PositiveIntegerField()
    deck = models.ForeignKey("media_pipeline.StoredFile", models.SET_NULL, related_name="+", null=True)
    times = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "version"], name="page_times_once")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.version}"
