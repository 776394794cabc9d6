"""Fixed vocabularies of search."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Visibility(TextChoices):
    """Who may find a document."""

    PUBLIC = "public", _("所有人")
    HIDDEN = "hidden", _("不出现在搜索里")


class Sort(TextChoices):
    """Orders of hits that a visitor may choose."""

    RELEVANCE = "relevance", _("最相关")
    NEW = "new", _("最新")
    POPULAR = "popular", _("学的人多")


class Step(TextChoices):
    """How the answer was found; each step is taken only when the ones before found nothing or too little."""

    STRICT = "strict", _("原词")
    SOUND = "sound", _("拼音或首字母")
    SAME_SOUND = "same_sound", _("同音")
    NEAR = "near", _("差一个字")
    PARTIAL = "partial", _("部分词")
    NOTHING = "nothing", _("没有结果")
