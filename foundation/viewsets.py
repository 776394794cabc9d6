"""The foundation in Wagtail's admin: events that nobody could handle, and the audit log."""

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from foundation.api import AuditEntry
from foundation.back_office import ReadOnlyViewSet, RetryableViewSet
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


class FailedDeliveryViewSet(RetryableViewSet):
    """Events that some part of the site could not handle."""

    model = Delivery
    index_view_class = FailedDeliveryIndexView
    inspect_view_fields = ["event", "receiver", "attempts", "given_up_at", "error"]
    icon = "warning"
    menu_label = _("没处理成的事件")
    menu_order = 690
    add_to_settings_menu = True

    retry_hint = _("先排除上面写的原因，再重新投递。已经处理过的部分不会重复。")
    retry_label = _("重新投递")
    retried_message = _("已重新投递，稍后刷新可以看到结果。")

    def retry(self, row: Delivery) -> None:
        """Give the delivery its attempts again."""
        retry_delivery(row)

    def is_waiting(self, row: Delivery) -> bool:
        """Return whether the delivery is given up; others go on by themselves."""
        return row.given_up_at is not None


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
            Column("actor_id", accessor=lambda row: row.actor_id or gettext("系统"), label=_("操作人编号")),
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
