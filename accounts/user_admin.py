"""Wagtail's own app for users, with our view of people in place of its default."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAdminConfig(WagtailUsersAppConfig):
    """Stands in ``INSTALLED_APPS`` where ``wagtail.users`` would."""

    user_viewset = "accounts.viewsets.PersonViewSet"
