"""Searches that people keep."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_ADDRESS = 2000


class SavedSearch(models.Model):
    """A search of the results page under ``address`` (its query string). ``seen`` holds what it has found, as ``kind:pk``."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches", verbose_name=_("人员"))
    text = models.CharField(_("查询"), max_length=100)
    address = models.CharField(_("地址"), max_length=MAX_ADDRESS)
    scope = models.CharField(_("范围"), max_length=12, default="search")
    seen = ArrayField(models.CharField(max_length=40), verbose_name=_("已经知道的"), default=list)
    created_at = models.DateTimeField(_("保存时间"), default=timezone.now)
    looked_at = models.DateTimeField(_("上次查看"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("保存的搜索")
        verbose_name_plural = _("保存的搜索")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "scope", "address"], name="saved_search_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def url(self) -> str:
        """Return where the search is shown."""
        return f"/{self.scope}/{self.address}"
