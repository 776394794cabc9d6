"""Reading teachers' profiles."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.api import Person
from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.roles.models import RoleGrant
from organisations.teachers.models import TeacherProfile


def is_teaching(profiles: QuerySet[TeacherProfile]) -> QuerySet[TeacherProfile]:
    """Keep those of *profiles* whose person holds the role of teacher now and has an open account."""
    grants = RoleGrant.objects.filter(person=OuterRef("person"), role=Role.TEACHER, ended_at__isnull=True)
    return profiles.filter(Exists(grants), person__is_active=True)


def shown_teachers() -> QuerySet[TeacherProfile]:
    """Return the teachers who have a public page."""
    return is_teaching(TeacherProfile.objects.all())


def organisations_of_teacher(person: Person) -> QuerySet[Organisation]:
    """Return the organisations in which *person* teaches now, by name."""
    grants = RoleGrant.objects.filter(organisation=OuterRef("pk"), person=person, role=Role.TEACHER, ended_at__isnull=True)
    return Organisation.objects.filter(Exists(grants), is_active=True).order_by("name")
