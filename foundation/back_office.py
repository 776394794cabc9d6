"""Bases for lists in the back office, a door of its own: it needs Wagtail's admin, which most users of the foundation do not."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views import View
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry


class ReadOnlyViewSet(ModelViewSet):
    """A list and its rows, without adding, editing and deleting."""

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Take away the addresses that there are not."""
        missing = {"add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name"}
        common = super().get_common_view_kwargs(**kwargs)
        return {name: None if name in missing else value for name, value in common.items()}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list, its results and one row."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]


class RetryableInspectView(generic.InspectView):
    """One row and, for whoever may, as long as it waits for a person, a button that tries it again."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the button leads; its words are those of the viewset, which comes as extra context."""
        context = super().get_context_data(**kwargs)
        viewset: RetryableViewSet = context["viewset"]
        offered = viewset.is_waiting(self.object) and self.user_has_permission("change")
        return context | {"retry_url": reverse(viewset.get_url_name("retry"), args=[self.object.pk]) if offered else ""}


class RetryView(View):
    """Try a row again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, viewset: "RetryableViewSet") -> HttpResponse:
        """Do what the viewset says, for those who may; its own address gives it."""
        if not policy_registry.get_by_type(viewset.model).user_has_permission(request.user, "change"):
            raise PermissionDenied
        viewset.retry(get_object_or_404(viewset.model, pk=pk))
        messages.success(request, viewset.retried_message)
        return redirect(viewset.get_url_name("index"))


class RetryableViewSet(ReadOnlyViewSet, ABC):
    """Rows that a machine gave up and a person may have tried again: ``retry`` and its words are to be given."""

    model: type[Model]
    inspect_view_class = RetryableInspectView
    inspect_template_name = "foundation/admin/retryable_inspect.html"
    retry_hint: Any = ""
    retry_label: Any = ""
    retried_message: Any = ""

    @abstractmethod
    def retry(self, row: Model) -> None:
        """Try *row* again."""

    def is_waiting(self, row: Model) -> bool:
        """Return whether there is something to try again; rows leave most lists when it is done."""
        return True

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Let the view know whose it is."""
        return super().get_inspect_view_kwargs(extra_context={"viewset": self}, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the retry."""
        again = path("retry/<int:pk>/", self.construct_view(RetryView), {"viewset": self}, name="retry")
        return [*super().get_urlpatterns(), again]
