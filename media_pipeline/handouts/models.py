"""Hand-outs: files that are given out as they came in."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from media_pipeline.assets.models import Leased
from media_pipeline.enums import HandoutPages, HandoutText
from media_pipeline.storage import page_key

UNDONE = models.Q(text_state=HandoutText.WAITING) | models.Q(pages_state=HandoutPages.WAITING)


class StoredFile(Leased):
    """One file that people download. Its name is only text; in the storage it lies under ``files/<key>``. ``size`` is in bytes.

    ``page_count`` is unknown (``None``) for what has no pages of its own; its text is then kept in numbered pieces.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("机构"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("上传人"))
    file_name = models.CharField(_("文件名"), max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    text_state = models.CharField(_("检索"), max_length=12, choices=HandoutText, default=HandoutText.NONE)
    pages_state = models.CharField(_("页面预览"), max_length=12, choices=HandoutPages, default=HandoutPages.NONE)
    pages_error = models.CharField(max_length=300, blank=True, editable=False)
    page_count = models.PositiveIntegerField(_("页数"), null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("讲义")
        verbose_name_plural = _("讲义")
        indexes = [models.Index(fields=["id"], name="handout_undone", condition=UNDONE)]

    def __str__(self) -> str:
        return self.file_name

    @property
    def hides_text(self) -> bool:
        """Whether its pages were looked at and cannot be found by their words."""
        return self.text_state in {HandoutText.SCANNED, HandoutText.UNREADABLE}

    @property
    def pages_news(self) -> bool:
        """Whether there is something to say about its pages: they are being drawn, or cannot be."""
        return self.pages_state not in {HandoutPages.NONE, HandoutPages.READY}

    @property
    def storage_key(self) -> str:
        """Name in the media storage; nothing of what a person typed is in it."""
        return f"files/{self.key}"


class HandoutPage(models.Model):
    """The text of one page or slide of a hand-out; pages without text have no row."""

    stored_file = models.ForeignKey(StoredFile, models.CASCADE, related_name="pages", verbose_name=_("讲义"))
    number = models.PositiveIntegerField(_("页码"))
    text = models.TextField(_("文字"))

    class Meta:
        verbose_name = _("讲义页")
        verbose_name_plural = _("讲义页")
        constraints = [models.UniqueConstraint(fields=["stored_file", "number"], name="handout_page_once")]

    def __str__(self) -> str:
        return f"{self.stored_file_id} {self.number}"


class PagePicture(models.Model):
    """A picture of one page of a hand-out. ``bound`` is the width in pixels it was drawn for; ``size`` is in bytes."""

    stored_file = models.ForeignKey(StoredFile, models.CASCADE, related_name="pictures", verbose_name=_("讲义"))
    number = models.PositiveIntegerField(_("页码"))
    bound = models.PositiveSmallIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("讲义页图片")
        verbose_name_plural = _("讲义页图片")
        constraints = [models.UniqueConstraint(fields=["stored_file", "number", "bound"], name="page_picture_once")]

    def __str__(self) -> str:
        return f"{self.stored_file_id} {self.number} {self.bound}"

    @property
    def storage_key(self) -> str:
        """Name in the media storage; needs ``stored_file``."""
        return page_key(self.stored_file.key, self.number, self.bound)
