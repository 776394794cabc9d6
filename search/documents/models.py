"""The table of everything that can be found."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from search.enums import Visibility


class Document(models.Model):
    """One findable thing, as its owner last described it. Rows are written by ``documents.services`` alone."""

    kind = models.CharField(_("类别"), max_length=20)
    object_id = models.BigIntegerField(_("对象编号"))
    part = models.PositiveIntegerField(_("片段"), default=0)
    parent_kind = models.CharField(_("上级类别"), max_length=20, blank=True)
    parent_id = models.BigIntegerField(_("上级编号"), null=True)
    title = models.TextField(_("标题"))
    title_key = models.TextField(_("规范标题"))
    tags_key = models.TextField(_("规范标签"), blank=True)
    tags = ArrayField(models.TextField(), verbose_name=_("标签"), default=list)
    body = models.TextField(_("正文"), blank=True)
    url = models.TextField(_("地址"), blank=True)
    facets = ArrayField(models.TextField(), verbose_name=_("筛选值"), default=list)
    boost = models.FloatField(_("权重"), default=1.0)
    learners = models.PositiveIntegerField(_("学习人数"), default=0)
    visibility = models.CharField(_("可见范围"), max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    published_at = models.DateTimeField(_("发布时间"), null=True)
    hidden_from = models.DateTimeField(_("下架时间"), null=True)
    extra = models.JSONField(_("附加数据"), default=dict)
    vector = SearchVectorField(_("检索向量"))
    analysis = models.PositiveSmallIntegerField(_("分析版本"))

    class Meta:
        verbose_name = _("检索文档")
        verbose_name_plural = _("检索文档")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "part"], name="search_document_once")]
        indexes = [
            GinIndex(fields=["vector"], name="search_document_vector", fastupdate=False),
            GinIndex(
                models.Func("vector", template="ts_filter(%(expressions)s, '{a}')"),
                name="search_document_in_title",
                condition=~models.Q(title_key=""),
                fastupdate=False,
            ),
            models.Index(fields=["kind", "-published_at", "-object_id"], name="search_document_new"),
            models.Index(fields=["kind", "-learners", "-object_id"], name="search_document_popular"),
            models.Index(OpClass("title_key", name="text_pattern_ops"), name="search_document_title"),
            models.Index(fields=["analysis"], name="search_document_analysis"),
            models.Index(
                fields=["parent_kind", "parent_id"], name="search_document_parent", condition=models.Q(parent_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title
