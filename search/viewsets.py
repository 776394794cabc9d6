"""Search in Wagtail's admin: the operators' synonyms, and documents that the cluster refused."""

from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.snippets.views.snippets import SnippetViewSet

from foundation.back_office import RetryableViewSet
from search.indexing.models import DeadLetter
from search.indexing.selectors import waiting_seconds
from search.indexing.services import retry_refused
from search.synonyms.models import Synonym
from search.synonyms.services import read_others


class WordsField(SimpleArrayField):
    """Words with any separator that people type between them, the Chinese comma among them."""

    def to_python(self, value: Any) -> Any:
        """Return the words."""
        return super().to_python(",".join(read_others(value)) if isinstance(value, str) else value)


class SynonymForm(WagtailAdminModelForm):
    """A word and what means the same."""

    others = WordsField(forms.CharField(max_length=40), label=_("同义词"), help_text=_("用逗号分开，例如：电焊工, 焊工"))


class SynonymViewSet(SnippetViewSet):
    """Words that mean the same; a change holds from the next search on."""

    model = Synonym
    icon = "search"
    menu_label = _("同义词")
    menu_name = "synonyms"
    add_to_settings_menu = True
    list_display = ["word", "others", "is_one_way", "is_active"]
    list_filter = ["is_active", "is_one_way"]
    search_fields = ["word"]
    search_backend_name = None
    edit_handler = ObjectList(
        [FieldPanel("word"), FieldPanel("others"), FieldPanel("is_one_way"), FieldPanel("is_active")], base_form_class=SynonymForm
    )


class DeadLetterIndexView(generic.IndexView):
    """Refused documents, newest first, under the age of the oldest change that still waits."""

    default_ordering = "-refused_at"

    def get_page_subtitle(self) -> str:
        """Say how late the cluster is."""
        return gettext("最早的一处变更已等待 %(seconds)d 秒") % {"seconds": waiting_seconds()}

    @cached_property
    def columns(self) -> list[Column]:
        """Title, kind and object, index, time, beginning of the reason."""
        return [
            TitleColumn("title", label=_("标题"), accessor=lambda row: row.title or str(row), get_url=self.get_inspect_url),
            Column("object", accessor=str, label=_("对象")),
            Column("index", label=_("索引")),
            DateColumn("refused_at", label=_("被拒时间"), sort_key="refused_at"),
            Column("reason", accessor=lambda row: row.reason[:200], label=_("原因")),
        ]

    def get_base_queryset(self) -> Any:
        """Return the letters with their indexes."""
        return DeadLetter.objects.select_related("index")


class DeadLetterViewSet(RetryableViewSet):
    """Documents that the search cluster refused."""

    model = DeadLetter
    index_view_class = DeadLetterIndexView
    inspect_view_fields = ["title", "kind", "object_id", "document_id", "index", "refused_at", "reason"]
    icon = "warning"
    menu_label = _("集群没收下的文档")
    menu_order = 691
    add_to_settings_menu = True

    retry_hint = _("先按上面写的原因改好内容，再重新同步。")
    retry_label = _("重新同步")
    retried_message = _("已重新排队，稍后刷新可以看到结果。")

    def retry(self, row: DeadLetter) -> None:
        """Put the document in the queue again."""
        retry_refused(row)
