"""Bases for lists in the back office, a door of its own: it needs Wagtail's admin, which most users of the foundation do not."""

from typing import Any

from django.urls import URLPattern, path
from wagtail.admin.viewsets.model import ModelViewSet


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
