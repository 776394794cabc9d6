"""Where videos appear in Wagtail's admin."""

from wagtail import hooks

from media_pipeline.viewsets import AssetViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    """Offer the processing of videos."""
    return [AssetViewSet()]
