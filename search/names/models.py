"""The dictionary of what can be typed by sound or by its beginning."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Left, Reverse
from django.utils.translation import gettext_lazy as _


class Name(models.Model):
    """A word, or a row of words, that stands in visible titles. Folded; ``weight`` orders names that fit equally well.

    ``common_in`` holds a few of the documents that contain a name which very many contain (``names.counting``).
    """

    text = models.CharField(_("词条"), max_length=40, unique=True)
    weight = models.FloatField(_("权重"), default=0)
    common_in = ArrayField(models.BigIntegerField(), null=True, verbose_name=_("见于文档"))

    class Meta:
        verbose_name = _("词条")
        verbose_name_plural = _("词条")
        indexes = [
            models.Index(OpClass("text", name="varchar_pattern_ops"), name="search_name_begins"),
            models.Index(OpClass(Reverse("text"), name="text_pattern_ops"), name="search_name_ends"),
        ]

    def __str__(self) -> str:
        return self.text


class NameKey(models.Model):
    """One way to type a name: in full pinyin or by initials.

    ``heft`` is the weight of the name in steps of a half doubling, so that it changes seldom; the likeliest of the very many
    names that two letters may begin are then read straight from an index.
    """

    class Kind(models.TextChoices):
        SOUND = "sound", _("全拼")
        INITIALS = "initials", _("首字母")

    name = models.ForeignKey(Name, models.CASCADE, related_name="keys", verbose_name=_("词条"))
    kind = models.CharField(_("打法"), max_length=8, choices=Kind)
    key = models.CharField(_("按键"), max_length=80)
    heft = models.SmallIntegerField(_("权重级"), db_default=0)

    class Meta:
        verbose_name = _("词条按键")
        verbose_name_plural = _("词条按键")
        constraints = [models.UniqueConstraint(fields=["name", "kind", "key"], name="search_name_key_once")]
        indexes = [
            models.Index(
                OpClass("key", name="varchar_pattern_ops"), name="search_name_key_beginnings", include=["kind", "name", "heft"]
            ),
            models.Index(Left("key", 2), models.F("heft").desc(), name="search_name_key_likeliest"),
        ]

    def __str__(self) -> str:
        return self.key


class DueTitle(models.Model):
    """A document whose title was written since names were last refreshed; a queue of its own keeps documents unwritten."""

    document_id = models.BigIntegerField(_("检索文档"), primary_key=True)

    class Meta:
        verbose_name = _("待更新的标题")
        verbose_name_plural = _("待更新的标题")

    def __str__(self) -> str:
        return str(self.document_id)
