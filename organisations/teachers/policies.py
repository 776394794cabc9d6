"""Who may change what the public reads about a teacher."""

from django.db.models import QuerySet

from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.roles.selectors import has_any_role, is_platform_manager, organisations_where
from organisations.teachers.models import TeacherProfile
from organisations.teachers.selectors import organisations_of_teacher


def may_edit_profile(actor: object, profile: TeacherProfile) -> bool:
    """Return whether *actor* may change *profile*: a teacher their own, managers those of the teachers they look after.

    Platform managers look after everybody, also those who teach nowhere now.
    """
    if getattr(actor, "pk", None) == profile.person_id:
        return has_any_role(actor, Role.TEACHER)
    return is_platform_manager(actor) or _looked_after(actor, profile).exists()


def _looked_after(actor: object, profile: TeacherProfile) -> QuerySet[Organisation]:
    managed = organisations_where(actor, Role.ORGANISATION_MANAGER)
    return organisations_of_teacher(profile.person).filter(pk__in=managed.values("pk"))
