"""Where accounts appear in Wagtail's admin."""

from wagtail import hooks

from accounts.viewsets import ConsentPurposeViewSet, OutgoingMessageViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    """Offer the log of messages and the consent texts."""
    return [OutgoingMessageViewSet(), ConsentPurposeViewSet()]
