"""The foundation in Wagtail's admin: events that nobody could handle, and the audit log."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from foundation.api import AuditEntry
from foundation.back_office import ReadOnlyViewSet
from foundation.outbox.models import Delivery
from foundation.outbox.services import retry_delivery


class FailedDeliveryIndexView(generic.IndexView):
    """Deliveries that were given up, newest first."""

    default_ordering = "-given_up_at"

    @cached_property
    def columns(self) -> list[Column]:
        """Event, receiver, attempts, when it was given up, last line of the error."""
        return [
            TitleColumn("event", accessor="event.name", label=_("事件"), get_url=self.get_inspect_url),
            Column("receiver", label=_("接收程序")),
            Column("attempts", label=_("已试次数")),
            DateColumn("given_up_at", label=_("放弃时间"), sort_key="given_up_at"),
            Column("error", accessor=lambda row: row.error.strip().rpartition("\n")[2][:200], label=_("错误")),
        ]

    def get_base_queryset(self) -> QuerySet[Delivery]:
        """Return what waits for a person."""
        return Delivery.objects.filter(given_up_at__isnull=False).select_related("event")


class FailedDeliveryInspectView(generic.InspectView):
    """One delivery with its whole error and a button that tries again."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the button leads, as long as there is something to retry."""
        waits = self.object.given_up_at is not None and self.user_has_permission("change")
        address = reverse("delivery:retry", args=[self.object.pk]) if waits else ""
        return super().get_context_data(**kwargs) | {"retry_url": address}


@method_decorator(require_POST, name="dispatch")
class RetryView(View):
    """Try a delivery again."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the delivery its attempts again."""
        if not request.user.has_perm("foundation.change_delivery"):
            raise PermissionDenied
        retry_delivery(get_object_or_404(Delivery, pk=pk))
        messages.success(request, _now("已重新投递，稍后刷新可以看到结果。"))
        return redirect("delivery:index")


class FailedDeliveryViewSet(ReadOnlyViewSet):
    """Events that some part of the site could not handle."""

    model = Delivery
    index_view_class = FailedDeliveryIndexView
    inspect_view_class = FailedDeliveryInspectView
    inspect_template_name = "foundation/admin/delivery_inspect.html"
    inspect_view_fields = ["event", "receiver", "attempts", "given_up_at", "error"]
    icon = "warning"
    menu_label = _("没处理成的事件")
    menu_order = 690
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the retry."""
        return [*super().get_urlpatterns(), path("retry/<int:pk>/", RetryView.as_view(), name="retry")]


class AuditIndexView(generic.IndexView):
    """Who did what, newest first."""

    is_searchable = True
    default_ordering = "-id"

    @cached_property
    def columns(self) -> list[Column]:
        """Time, act, object, actor and reason."""
        return [
            DateColumn("at", label=_("时间")),
            TitleColumn("action", label=_("操作"), get_url=self.get_inspect_url),
            Column("subject", accessor=lambda row: f"{row.subject_type} {row.subject_id}", label=_("对象")),
            Column("actor_id", accessor=lambda row: row.actor_id or _now("系统"), label=_("操作人编号")),
            Column("why", label=_("原因")),
        ]

    def search_queryset(self, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Keep entries of one act (``credentials.revoke``), one object's number or one actor's."""
        words = (self.search_query or "").strip().replace("\x00", "")
        wanted = Q(action__startswith=words) | Q(subject_type__startswith=words) | Q(subject_id=words[:64])
        if words.isdecimal() and len(words) < 19:
            wanted |= Q(actor_id=int(words))
        return queryset.filter(wanted) if words else queryset


class AuditEntryViewSet(ReadOnlyViewSet):
    """The audit log, to be read only."""

    model = AuditEntry
    index_view_class = AuditIndexView
    inspect_view_fields = ["at", "action", "subject_type", "subject_id", "actor_id", "why", "changes", "sequence", "hash"]
    icon = "history"
    menu_label = _("审计记录")
    menu_order = 695
    add_to_settings_menu = True
