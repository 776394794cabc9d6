"""Where credentials appear in Wagtail's admin."""

from wagtail import hooks

from credentials.viewsets import CertificateSeriesViewSet, CertificateViewSet, HourEntryViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    """Offer certificates, hours and series."""
    return [CertificateViewSet(), HourEntryViewSet(), CertificateSeriesViewSet()]
