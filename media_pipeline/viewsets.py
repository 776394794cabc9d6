"""Videos in Wagtail's admin: where each stands, what every step did, and the ways to help."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from foundation.api import DomainError, read_number, write_duration_in_words
from foundation.back_office import ReadOnlyViewSet
from media_pipeline.assets.alarms import media_alarms
from media_pipeline.assets.models import Asset
from media_pipeline.assets.progress import asset_progress
from media_pipeline.assets.reasons import reason_of
from media_pipeline.assets.services import accept_damaged, cancel_asset, retry_asset, transcode_again
from media_pipeline.assets.step_notes import step_runs
from media_pipeline.enums import AssetState

MOST_AT_ONCE = 200
_ACTIONS: dict[str, tuple[Callable[..., None], Any]] = {
    "retry": (retry_asset, _("已重新开始，从停下的那一步接着处理。")),
    "accept": (accept_damaged, _("已按现有的长度放出。")),
    "again": (transcode_again, _("已开始重新转码，转好之前照放现在的版本。")),
    "cancel": (cancel_asset, _("已取消处理。")),
}


class ChoiceColumn(BaseColumn):
    """A box to choose a row with; it belongs to the form above the list."""

    cell_template_name = "media_pipeline/admin/choice_cell.html"


class AssetIndexView(generic.IndexView):
    """All videos, newest first, with what is wrong above them."""

    default_ordering = "-created_at"
    is_searchable = True
    list_filter = ("state", "organisation")
    template_name = "media_pipeline/admin/asset_index.html"

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """Choice, name, organisation, state, since when, reason."""
        return [
            ChoiceColumn("choice", label=""),
            TitleColumn("file_name", label=_("文件"), get_url=self.get_inspect_url),
            Column("organisation", label=_("机构")),
            Column("state", accessor="get_state_display", label=_("状态"), sort_key="state"),
            DateColumn("state_since", label=_("状态时间"), sort_key="state_since"),
            Column("reason", accessor=_reason, label=_("原因")),
        ]

    def get_base_queryset(self) -> QuerySet[Asset]:
        """Return every video; the large fields are left out."""
        return Asset.objects.select_related("organisation").defer("probe", "plan", "error_detail")

    def search_queryset(self, queryset: QuerySet[Asset]) -> QuerySet[Asset]:
        """Keep the files whose name has the words in it."""
        words = (self.search_query or "").strip().replace("\x00", "")
        return queryset.filter(file_name__icontains=words) if words else queryset

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what is wrong."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"alarms": media_alarms(), "may_change": self.user_has_permission("change")}


_LABELS = {
    "sha256": _("校验和（SHA-256）"),
    "version": _("处理的版本"),
    "ready_version": _("在放的版本"),
    "duration_ms": _("时长"),
    "width": _("画面宽"),
    "height": _("画面高"),
    "attempts": _("现在这一步开始过几次"),
}


class AssetInspectView(generic.InspectView):
    """One video with every step and the buttons that help."""

    def get_field_label(self, field_name: str, field: Any) -> str:
        """Return what operators call a field."""
        return str(_LABELS.get(field_name) or super().get_field_label(field_name, field))

    def get_size_display_value(self) -> str:
        """Return the size of the upload with its unit."""
        return filesizeformat(self.object.size)

    def get_duration_ms_display_value(self) -> str:
        """Return the length in words."""
        return write_duration_in_words(self.object.duration_ms) if self.object.duration_ms else "—"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add progress, steps and what can be done now."""
        asset = self.object
        offered = _offered(asset) if self.user_has_permission("change") else ()
        return super().get_context_data(**kwargs) | {
            "progress": asset_progress(asset),
            "reason": reason_of(asset.error_code),
            "runs": list(step_runs(asset)[:100]),
            "actions": [(name, reverse(f"media_asset:{name}", args=[asset.pk])) for name in offered],
        }


@method_decorator(require_POST, name="dispatch")
class ActView(View):
    """Do one thing to one video."""

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Do it and say how it went."""
        _check_rights(request)
        asset = get_object_or_404(Asset.objects.select_related("organisation"), pk=pk)
        service, done = _ACTIONS[action]
        try:
            service(asset, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, done)
        return redirect("media_asset:inspect", pk) if action != "cancel" else redirect("media_asset:index")


@method_decorator(require_POST, name="dispatch")
class AgainView(View):
    """Transcode several videos again."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin with each of the chosen ones, and name those that cannot."""
        _check_rights(request)
        chosen = [pk for text in request.POST.getlist("pk")[:MOST_AT_ONCE] if (pk := read_number(text)) is not None]
        begun = 0
        for asset in Asset.objects.select_related("organisation").filter(pk__in=chosen).order_by("pk"):
            try:
                transcode_again(asset, actor=request.user)  # type: ignore[arg-type]  # has rights, so is a person
            except DomainError as error:
                messages.warning(request, f"{asset.file_name}：{error}")
            else:
                begun += 1
        messages.success(request, gettext("开始重新转码 %(n)s 个视频。") % {"n": begun})
        return redirect("media_asset:index")


class AssetViewSet(ReadOnlyViewSet):
    """Videos and their processing."""

    model = Asset
    url_namespace = "media_asset"
    url_prefix = "media/videos"
    index_view_class = AssetIndexView
    inspect_view_class = AssetInspectView
    inspect_template_name = "media_pipeline/admin/asset_inspect.html"
    inspect_view_fields = [
        *("file_name", "organisation", "owner", "size", "sha256", "state", "state_since", "version", "ready_version"),
        *("duration_ms", "width", "height", "attempts", "created_at", "source_dropped_at"),
    ]
    list_filter = ("state", "organisation")
    icon = "media"
    menu_label = _("视频处理")
    menu_order = 680
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add what can be done."""
        return [
            *super().get_urlpatterns(),
            *(path(f"{name}/<int:pk>/", ActView.as_view(), {"action": name}, name=name) for name in _ACTIONS),
            path("again/", AgainView.as_view(), name="again_all"),
        ]


def _check_rights(request: HttpRequest) -> None:
    if not request.user.has_perm("media_pipeline.change_asset"):
        raise PermissionDenied


def _reason(asset: Asset) -> str:
    reason = reason_of(asset.error_code)
    return str(reason.text) if reason else ""


def _offered(asset: Asset) -> list[str]:
    """Return the actions that make sense now."""
    offered = {
        "retry": asset.state == AssetState.FAILED and asset.failed_state not in ("", AssetState.UPLOADING, AssetState.COMPOSING),
        "accept": asset.state == AssetState.DAMAGED,
        "again": asset.state in (AssetState.READY, AssetState.DAMAGED) and asset.source_dropped_at is None,
        "cancel": asset.state not in (AssetState.READY, AssetState.DAMAGED, AssetState.DELETING),
    }
    return [name for name, makes_sense in offered.items() if makes_sense]
