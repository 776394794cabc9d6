"""Where the foundation appears in Wagtail's admin."""

from wagtail import hooks

from foundation.viewsets import AuditEntryViewSet, FailedDeliveryViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    """Offer failed deliveries and the audit log."""
    return [FailedDeliveryViewSet(), AuditEntryViewSet()]
