"""Videos, the pieces they are encoded in, and the files that came out."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from media_pipeline.enums import WORKING_STATES, ArtifactKind, AssetState, PieceKind, StepOutcome


class Leased(models.Model):
    """Work that one process may do at a time.

    ``lease_token`` names the holder; ``lease_until`` is when the work may be taken from it, or, with no holder, when the
    sweep rings for it again. ``attempts`` counts how often the present step was begun.
    """

    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class Asset(Leased):
    """One video of a teacher. ``version`` is the one being worked on, ``ready_version`` the one that plays (0: none yet).

    Uploading again makes a new version; the old one plays until the new one is ready. ``duration_ms``, ``width``,
    ``height``, ``has_sound`` and ``folder`` describe ``ready_version``.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("机构"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("上传人"))
    file_name = models.CharField(_("文件名"), max_length=255)
    size = models.PositiveBigIntegerField(_("大小"), help_text=_("字节"))
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=AssetState, default=AssetState.UPLOADING)
    state_since = models.DateTimeField(_("状态时间"), default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    probe = models.JSONField(null=True, editable=False)
    plan = models.JSONField(null=True, editable=False)
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    storage_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    failed_state = models.CharField(max_length=12, blank=True)
    ready_version = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=40, blank=True)
    duration_ms = models.PositiveBigIntegerField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    has_sound = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)
    source_dropped_at = models.DateTimeField(_("原文件清理时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("视频")
        verbose_name_plural = _("视频")
        constraints = [
            models.CheckConstraint(condition=Q(ready_version__lte=F("version")), name="asset_ready_not_ahead"),
            models.CheckConstraint(
                condition=~Q(state=AssetState.READY) | Q(duration_ms__gt=0, ready_version__gt=0), name="asset_ready_has_length"
            ),
        ]
        indexes = [
            models.Index(fields=["lease_until"], name="asset_to_sweep", condition=Q(state__in=WORKING_STATES)),
            models.Index(fields=["owner", "-created_at"], name="asset_of_owner"),
            models.Index(fields=["sha256"], name="asset_same_bytes", condition=Q(state=AssetState.READY)),
        ]

    def __str__(self) -> str:
        return self.file_name


class Piece(Leased):
    """One unit of encoding: sixty seconds of picture in all sizes, or the whole sound. ``t0_ms`` and ``t1_ms`` are milliseconds."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="pieces")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=PieceKind)
    index = models.PositiveIntegerField()
    t0_ms = models.PositiveBigIntegerField()
    t1_ms = models.PositiveBigIntegerField()
    encoded_ms = models.PositiveBigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "version", "kind", "index"], name="piece_once"),
            models.CheckConstraint(condition=Q(t1_ms__gt=F("t0_ms")), name="piece_has_length"),
        ]
        indexes = [models.Index(fields=["lease_until"], name="piece_to_encode", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.index} of {self.asset_id}"


class StepRun(models.Model):
    """One attempt at one step, for the people who look after the site. ``processor_ms`` is what its programs used in all.

    ``log`` is the end of what they said. An attempt that was killed never ends: ``outcome`` stays ``RUNNING``.
    """

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="step_runs", verbose_name=_("视频"))
    version = models.PositiveIntegerField(_("版本"))
    name = models.CharField(_("步骤"), max_length=24)
    began_at = models.DateTimeField(_("开始时间"), default=timezone.now)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=StepOutcome, default=StepOutcome.RUNNING)
    processor_ms = models.PositiveBigIntegerField(default=0)
    log = models.TextField(blank=True)

    class Meta:
        verbose_name = _("处理步骤")
        verbose_name_plural = _("处理步骤")
        indexes = [models.Index(fields=["asset", "-began_at"], name="step_run_of_asset")]

    def __str__(self) -> str:
        return f"{self.name} {self.asset_id}"

    @property
    def seconds(self) -> float | None:
        """How long it took; ``None`` while it runs."""
        return round((self.ended_at - self.began_at).total_seconds(), 1) if self.ended_at else None

    @property
    def processor_seconds(self) -> float:
        """What its programs used of the processor."""
        return round(self.processor_ms / 1000, 1)


class Artifact(models.Model):
    """One file in the media storage that processing made. ``key`` is its name there; ``size`` is in bytes."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="artifacts")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ArtifactKind)
    key = models.CharField(max_length=200, unique=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key
