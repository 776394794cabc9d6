"""What waits for the cluster, how far it was fed, which indexes there are, and what they refused."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutboxRow(models.Model):
    """One changed document, written in the transaction of the change.

    Parallel transactions do not commit in the order of their ids, so the relay gives committed rows a ``seq``: whoever reads on
    from a ``seq`` misses nothing. A consumed row is deleted.
    """

    document_id = models.BigIntegerField(_("检索文档"))
    seq = models.BigIntegerField(_("顺序号"), null=True)
    noted_at = models.DateTimeField(_("变更时间"), auto_now_add=True)

    class Meta:
        db_table = "search_outbox"
        verbose_name = _("待同步的变更")
        verbose_name_plural = _("待同步的变更")
        indexes = [
            models.Index(fields=["seq"], name="search_outbox_seq"),
            models.Index(fields=["id"], name="search_outbox_new", condition=Q(seq__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} #{self.seq}"


class Feed(models.Model):
    """How far the cluster was fed: one row. ``assigned`` is the last ``seq`` given out, ``consumed`` the last one written."""

    assigned = models.BigIntegerField(_("已编号"), default=0)
    consumed = models.BigIntegerField(_("已同步"), default=0)

    class Meta:
        verbose_name = _("同步进度")
        verbose_name_plural = _("同步进度")

    def __str__(self) -> str:
        return f"{self.consumed}/{self.assigned}"


class ClusterIndex(models.Model):
    """One index in the cluster. ``start`` is the ``seq`` at which it began to be fed, and the version of what is copied."""

    class State(models.TextChoices):
        PLANNED = "planned", _("准备中")
        BUILDING = "building", _("重建中")
        LIVE = "live", _("使用中")
        SPARE = "spare", _("备用")
        LEFT = "left", _("停用")

    FED = (State.BUILDING, State.LIVE, State.SPARE)

    name = models.CharField(_("索引"), max_length=100, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PLANNED)
    analysis = models.PositiveSmallIntegerField(_("分析版本"))
    start = models.BigIntegerField(_("起始顺序号"), default=0)
    copied_to = models.BigIntegerField(_("已复制到"), default=0)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    replaced_at = models.DateTimeField(_("换下时间"), null=True)

    class Meta:
        verbose_name = _("集群索引")
        verbose_name_plural = _("集群索引")
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="building"), name="search_one_index_building"),
            models.UniqueConstraint(fields=["analysis"], condition=Q(state="live"), name="search_one_index_live"),
        ]

    def __str__(self) -> str:
        return self.name


class Renewal(models.Model):
    """The version of the analysis with which the names and the index of Wagtail's admin were last written whole: one row."""

    analysis = models.PositiveSmallIntegerField(_("分析版本"))
    finished_at = models.DateTimeField(_("完成时间"), auto_now=True)

    class Meta:
        verbose_name = _("检索更新")
        verbose_name_plural = _("检索更新")

    def __str__(self) -> str:
        return str(self.analysis)


class DeadLetter(models.Model):
    """A document that an index refused; it waits for a person and holds up nothing else."""

    index = models.ForeignKey(ClusterIndex, models.CASCADE, related_name="dead_letters", verbose_name=_("索引"))
    document_id = models.BigIntegerField(_("检索文档"))
    kind = models.CharField(_("类别"), max_length=20)
    object_id = models.BigIntegerField(_("对象编号"))
    title = models.TextField(_("标题"), blank=True)
    reason = models.TextField(_("原因"))
    refused_at = models.DateTimeField(_("被拒时间"), auto_now=True)

    class Meta:
        verbose_name = _("集群没收下的文档")
        verbose_name_plural = _("集群没收下的文档")
        constraints = [models.UniqueConstraint(fields=["index", "document_id"], name="search_dead_letter_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
