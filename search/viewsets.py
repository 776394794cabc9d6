"""Search in Wagtail's admin: the operators' synonyms, and documents that the cluster refused."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_POST
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.snippets.views.snippets import SnippetViewSet

from foundation.back_office import ReadOnlyViewSet
from search.indexing.models import DeadLetter
from search.indexing.selectors import waiting_seconds
from search.indexing.services import retry_refused
from search.synonyms.models import Synonym


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
    panels = [FieldPanel("word"), FieldPanel("others"), FieldPanel("is_one_way"), FieldPanel("is_active")]


class DeadLetterIndexView(generic.IndexView):
    """Refused documents, newest first, under the age of the oldest change that still waits."""

    default_ordering = "-refused_at"

    def get_page_subtitle(self) -> str:
        """Say how late the cluster is."""
        return _now("最早的一处变更已等待 %(seconds)d 秒") % {"seconds": waiting_seconds()}

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


class DeadLetterInspectView(generic.InspectView):
    """One refused document with the whole reason and a button that tries again."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the button leads, for those who may press it."""
        may = self.user_has_permission("change")
        return super().get_context_data(**kwargs) | {"retry_url": reverse("deadletter:retry", args=[self.object.pk]) if may else ""}


@method_decorator(require_POST, name="dispatch")
class RetryRefusedView(View):
    """Bring a refused document to the cluster again."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the document in the queue again."""
        if not request.user.has_perm("search.change_deadletter"):
            raise PermissionDenied
        retry_refused(get_object_or_404(DeadLetter, pk=pk))
        messages.success(request, _now("已重新排队，稍后刷新可以看到结果。"))
        return redirect("deadletter:index")


class DeadLetterViewSet(ReadOnlyViewSet):
    """Documents that the search cluster refused."""

    model = DeadLetter
    index_view_class = DeadLetterIndexView
    inspect_view_class = DeadLetterInspectView
    inspect_template_name = "search/admin/dead_letter_inspect.html"
    inspect_view_fields = ["title", "kind", "object_id", "document_id", "index", "refused_at", "reason"]
    icon = "warning"
    menu_label = _("集群没收下的文档")
    menu_order = 691
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the retry."""
        return [*super().get_urlpatterns(), path("retry/<int:pk>/", RetryRefusedView.as_view(), name="retry")]
