"""What those who look after the site must know about videos, and the figures behind it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from media_pipeline import storage
from media_pipeline.assets.models import Asset, StepRun
from media_pipeline.enums import WORKING_STATES, AssetState, HandoutPages
from media_pipeline.handouts.models import StoredFile
from media_pipeline.processing.soffice import INSTALL


@dataclass(frozen=True)
class Alarm:
    """One thing that is wrong: a stable ``code``, a sentence, and how many videos it is about."""

    code: str
    text: str
    count: int


def stuck_assets() -> QuerySet[Asset]:
    """Return the videos that should be moving and in which nothing began or ended for ``MEDIA_STUCK_MINUTES``."""
    before = timezone.now() - timedelta(minutes=settings.MEDIA_STUCK_MINUTES)
    alive = StepRun.objects.filter(asset=OuterRef("pk"))
    moving = Asset.objects.filter(state__in=WORKING_STATES, state_since__lt=before)
    return moving.exclude(Exists(alive.filter(began_at__gte=before))).exclude(Exists(alive.filter(ended_at__gte=before)))


def free_room() -> int:
    """Return how many bytes are free where videos are worked on."""
    return storage.free_bytes(Path(settings.MEDIA_SCRATCH_DIR))


def media_alarms() -> list[Alarm]:
    """Return what is wrong now; empty when nothing is."""
    found = [
        Alarm("stuck", _("超过 %(n)s 分钟没有动静") % {"n": settings.MEDIA_STUCK_MINUTES}, stuck_assets().count()),
        Alarm("failed", _("处理失败，等人重试"), Asset.objects.filter(state=AssetState.FAILED).count()),
        Alarm(
            "scanner_down", _("在等杀毒服务恢复"), Asset.objects.filter(state=AssetState.STORED, error_code="scanner_down").count()
        ),
    ]
    found.append(Alarm("no_converter", _no_converter(), StoredFile.objects.filter(pages_state=HandoutPages.NO_CONVERTER).count()))
    waiting = Asset.objects.filter(state__in=WORKING_STATES, error_code="storage_waits").count()
    found.append(Alarm("storage_down", _("在等存储恢复，会自动再试"), waiting))
    alarms = [alarm for alarm in found if alarm.count]
    free = free_room()
    if free < settings.MEDIA_LOW_DISK_BYTES:
        alarms.append(Alarm("disk_low", _("磁盘只剩 %(gb)s GB") % {"gb": free >> 30}, 1))
    return alarms


def _no_converter() -> str:
    return _("PPT 和 Word 讲义的预览暂时做不了，因为处理讲义的机器上没有 LibreOffice；装好以后会自动补做。安装：%(command)s") % {
        "command": INSTALL
    }


def media_figures() -> dict[str, float]:
    """Return the same as numbers, for machines: videos by state, stuck ones, free bytes."""
    counted = dict(Asset.objects.order_by().values_list("state").annotate(n=Count("pk")))
    figures: dict[str, float] = {f"media_assets_{state}": counted.get(state, 0) for state in AssetState.values}
    return figures | {"media_stuck": stuck_assets().count(), "media_free_bytes": free_room()}
