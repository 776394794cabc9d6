"""Where organisations appear in Wagtail's admin."""

from wagtail import hooks

from organisations.viewsets import OrganisationViewSet, RoleGrantViewSet, TeacherProfileViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    """Offer organisations, roles and teachers."""
    return [OrganisationViewSet(), RoleGrantViewSet(), TeacherProfileViewSet()]
