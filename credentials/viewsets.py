"""Certificates and hours in Wagtail's admin: to look up, to take back with a reason, to export. Nothing is edited."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from accounts.api import Person
from credentials.certificates.models import Certificate, CertificateSeries
from credentials.certificates.policies import may_revoke
from credentials.certificates.reissue import reissue_certificate
from credentials.certificates.services import revoke_certificate, void_certificate
from credentials.enums import CertificateStatus
from credentials.forms import ReasonForm, SeriesForm
from credentials.hours.models import HourEntry
from credentials.hours.policies import may_correct
from credentials.hours.services import take_back_hours
from foundation.api import DomainError, WorkbookExport
from foundation.back_office import ReadOnlyViewSet
from organisations.api import Role, organisations_where


def _actor(request: HttpRequest) -> Person:
    """Return who is using the admin, which lets nobody else in."""
    assert isinstance(request.user, Person)  # noqa: S101
    return request.user


def _scoped(model: Any, request: HttpRequest) -> QuerySet[Any]:
    """Return the rows of *model* (certificates or hours) in the organisations that the reader manages."""
    managed = organisations_where(request.user, Role.ORGANISATION_MANAGER)
    return model._default_manager.filter(organisation__in=managed).select_related("organisation", "person")


class ScopedIndexView(WorkbookExport, generic.IndexView):  # type: ignore[misc]  # Wagtail narrows FORMATS to two
    """A list that ends at the organisations the reader manages."""

    is_searchable = True
    search_in: Sequence[str] = ()

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the rows in the reader's reach."""
        return _scoped(self.model, self.request)

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep rows in which one of ``search_in`` holds the words."""
        words = (self.search_query or "").strip().replace("\x00", "")
        wanted = Q()
        for field in self.search_in:
            wanted |= Q(**{f"{field}__icontains": words})
        return queryset.filter(wanted) if words else queryset


class ScopedInspectView(generic.InspectView):
    """One row with all its facts, and what can be done about it."""

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        """Return the row if it is in the reader's reach."""
        return get_object_or_404(_scoped(self.model, self.request), pk=self.pk)


class EndView(WagtailAdminTemplateMixin, FormView, ABC):
    """Ask why, then take something back through its service."""

    template_name = "wagtailadmin/generic/form.html"
    form_class = ReasonForm
    model: type[Certificate] | type[HourEntry]
    viewset_name = ""
    header_icon = "warning"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Open only to those who may do it."""
        self.object = get_object_or_404(_scoped(self.model, request), pk=kwargs["pk"])
        if not self.is_allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @abstractmethod
    def is_allowed(self) -> bool:
        """Return whether the reader may take this back."""

    @abstractmethod
    def act(self, reason: str) -> str:
        """Do it and return what to tell the reader."""

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        """Act; put a refusal on the form."""
        try:
            message = self.act(form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, error.message)
            messages.error(self.request, error.message)
            return self.form_invalid(form)
        messages.success(self.request, message)
        return redirect(reverse(f"{self.viewset_name}:inspect", args=[self.object.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page is about."""
        names = {"page_subtitle": str(self.object), "submit_button_label": self.page_title, "action_url": self.request.path}
        return super().get_context_data(**kwargs) | names


class RevokeView(EndView):
    """Revoke a certificate."""

    model = Certificate
    viewset_name = "certificate"
    page_title = _("撤销证书")

    def is_allowed(self) -> bool:
        """Return whether the reader may revoke it."""
        return may_revoke(self.request.user, self.object)

    def act(self, reason: str) -> str:
        """Revoke it."""
        revoke_certificate(self.object, actor=_actor(self.request), reason=reason)
        return gettext("已撤销。学员会收到通知，核验页从现在起显示“已撤销”。")


class VoidView(RevokeView):
    """Declare a certificate void."""

    page_title = _("作废证书")

    def act(self, reason: str) -> str:
        """Void it."""
        void_certificate(self.object, actor=_actor(self.request), reason=reason)
        return gettext("已作废。编号留在登记里，不会再用。")


class ReissueView(RevokeView):
    """Issue a certificate anew with its holder's corrected name."""

    page_title = _("换发证书")

    def act(self, reason: str) -> str:
        """Issue it anew."""
        new = reissue_certificate(self.object, actor=_actor(self.request), reason=reason)
        return gettext("已换发，新编号 %(number)s。原来那张在核验页上显示“已换发”，学员会收到通知。") % {"number": new.number_text}


class TakeBackView(EndView):
    """Take hours back."""

    model = HourEntry
    viewset_name = "hourentry"
    page_title = _("冲正学时")

    def is_allowed(self) -> bool:
        """Return whether the reader may take them back."""
        return may_correct(self.request.user, self.object)

    def act(self, reason: str) -> str:
        """Write the counter-entry."""
        take_back_hours(self.object, actor=_actor(self.request), reason=reason)
        return gettext("已冲正。原记录保留，另记了一条相反的记录。")


class CertificateIndexView(ScopedIndexView):
    """All certificates, newest first; filtered by state it is the ledger of revoked and void numbers."""

    default_ordering = "-issued_at"
    search_in = ("number_text", "holder_name", "title", "code")

    @cached_property
    def columns(self) -> list[Column]:
        """Number, holder, content, organisation, day and state."""
        return [
            TitleColumn("number_text", label=_("证书编号"), get_url=self.get_inspect_url),
            Column("holder_name", label=_("持证人"), sort_key="holder_name"),
            Column("title", label=_("学习内容")),
            Column("organisation_name", label=_("发证单位")),
            DateColumn("issued_on", label=_("发证日期"), sort_key="issued_on"),
            Column("status", accessor="get_status_display", label=_("状态"), sort_key="status"),
        ]


class CertificateInspectView(ScopedInspectView):
    """One certificate."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Offer to issue anew, to revoke and to void what is valid."""
        if self.object.status != CertificateStatus.ISSUED or not may_revoke(self.request.user, self.object):
            return []
        return [
            Button(gettext("换发证书"), url=reverse("certificate:reissue", args=[self.object.pk]), icon_name="rotate"),
            Button(gettext("撤销证书"), url=reverse("certificate:revoke", args=[self.object.pk]), icon_name="cross"),
            Button(gettext("作废证书"), url=reverse("certificate:void", args=[self.object.pk]), icon_name="bin"),
        ]


class CertificateViewSet(ReadOnlyViewSet):
    """The register of certificates."""

    model = Certificate
    index_view_class = CertificateIndexView
    inspect_view_class = CertificateInspectView
    add_to_admin_menu = True
    icon = "success"
    menu_label = _("证书")
    menu_order = 320
    list_filter = ("status", "year", "series")
    list_export = [
        "number_text",
        "holder_name",
        "title",
        "hours",
        "organisation_name",
        "issued_on",
        "get_status_display",
        "revoke_reason",
    ]
    export_headings = {"get_status_display": _("状态")}
    export_filename = "certificates"
    inspect_view_fields = [
        *("number_text", "kind", "holder_name", "title", "level", "hours", "started_on", "finished_on", "organisation_name"),
        *("issued_on", "issued_at", "valid_until", "code", "source_key", "status", "revoked_at", "revoked_by", "revoke_reason"),
        *("replaces", "replacement"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add issuing anew, revoking and voiding."""
        return [
            *super().get_urlpatterns(),
            path("revoke/<int:pk>/", RevokeView.as_view(), name="revoke"),
            path("void/<int:pk>/", VoidView.as_view(), name="void"),
            path("reissue/<int:pk>/", ReissueView.as_view(), name="reissue"),
        ]


class HourIndexView(ScopedIndexView):
    """All entries of the ledger, newest first."""

    default_ordering = "-recorded_at"
    search_in = ("person__full_name", "title", "source_key")

    @cached_property
    def columns(self) -> list[Column]:
        """Content, person, hours, category, organisation and day."""
        return [
            TitleColumn("title", label=_("学习内容"), get_url=self.get_inspect_url),
            Column("person", label=_("学员")),
            Column("hours", label=_("学时"), sort_key="hours"),
            Column("category", accessor="get_category_display", label=_("类别")),
            Column("organisation", label=_("机构")),
            DateColumn("earned_on", label=_("取得日期"), sort_key="earned_on"),
        ]


class HourInspectView(ScopedInspectView):
    """One entry."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Offer to take back what counts."""
        entry: HourEntry = self.object
        if entry.corrects_id or hasattr(entry, "correction") or not may_correct(self.request.user, entry):
            return []
        return [Button(gettext("冲正学时"), url=reverse("hourentry:take_back", args=[entry.pk]), icon_name="undo")]


class HourEntryViewSet(ReadOnlyViewSet):
    """The ledger of hours."""

    model = HourEntry
    index_view_class = HourIndexView
    inspect_view_class = HourInspectView
    add_to_admin_menu = True
    icon = "history"
    menu_label = _("学时")
    menu_order = 330
    list_filter = ("category",)
    list_export = ["person", "title", "hours", "get_category_display", "organisation", "earned_on", "source_key"]
    export_headings = {"get_category_display": _("类别")}
    export_filename = "hours"
    inspect_view_fields = [
        "person",
        "title",
        "hours",
        "category",
        "organisation",
        "earned_on",
        "recorded_at",
        "source_key",
        "corrects",
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add taking back."""
        return [*super().get_urlpatterns(), path("take-back/<int:pk>/", TakeBackView.as_view(), name="take_back")]


class CertificateSeriesViewSet(ModelViewSet):
    """How certificates of each kind are called, numbered and worded."""

    model = CertificateSeries
    icon = "list-ol"
    menu_label = _("证书系列")
    menu_order = 670
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ("kind", "key", "number_template", "valid_years")

    def get_form_class(self, for_update: bool = False) -> type[SeriesForm]:
        """Return the form that checks the templates."""
        return SeriesForm
