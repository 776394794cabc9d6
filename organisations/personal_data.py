"""What organisations add to the download of a person's own data."""

from typing import Any

from accounts.api import Person, register_export
from organisations.roles.models import RoleGrant
from organisations.teachers.models import TeacherProfile


def roles(person: Person) -> list[dict[str, Any]]:
    """Return the parts that the person has or had in organisations."""
    grants = RoleGrant.objects.filter(person=person).order_by("granted_at", "pk")
    fields = ("role", "organisation__name", "granted_at", "ended_at")
    return list(grants.values(*fields))


def teacher_profile(person: Person) -> dict[str, Any] | None:
    """Return what the public reads about the person as a teacher."""
    fields = ("display_name", "job_title", "introduction", "slug")
    return TeacherProfile.objects.filter(person=person).values(*fields).first()


register_export("roles", roles)
register_export("teacher_profile", teacher_profile)
