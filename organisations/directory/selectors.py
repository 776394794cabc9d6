"""Reading organisations."""

from django.db.models import Exists, OuterRef, QuerySet

from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.roles.models import RoleGrant
from organisations.teachers.models import TeacherProfile


def shown_organisations() -> QuerySet[Organisation]:
    """Return the organisations that have a public page."""
    return Organisation.objects.filter(is_active=True)


def teachers_of(organisation: Organisation) -> QuerySet[TeacherProfile]:
    """Return the profiles of those who teach in *organisation* or below it now, by name."""
    teaching = RoleGrant.objects.filter(
        person=OuterRef("person"),
        role=Role.TEACHER,
        ended_at__isnull=True,
        organisation__path__startswith=organisation.path,
    )
    profiles = TeacherProfile.objects.filter(Exists(teaching), person__is_active=True)
    return profiles.select_related("portrait").order_by("display_name", "pk")
