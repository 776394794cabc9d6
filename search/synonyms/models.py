"""Words that mean the same to residents."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Synonym(models.Model):
    """Who looks for ``word`` also finds what says one of ``others``; the other way round unless ``is_one_way``."""

    word = models.CharField(_("词"), max_length=40, unique=True)
    others = ArrayField(models.CharField(max_length=40), verbose_name=_("同义词"), help_text=_("用逗号分开，例如：电焊工, 焊工"))
    is_one_way = models.BooleanField(
        _("单向"), default=False, help_text=_("勾上以后，搜左边的词会带出右边的，反过来不会。日常说法对应专业名称时常用。")
    )
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("同义词")
        verbose_name_plural = _("同义词")
        ordering = ["word"]

    def __str__(self) -> str:
        return f"{self.word}：{'、'.join(self.others)}"
