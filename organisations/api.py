"""The door to organisations for higher apps."""

from organisations.directory.models import Organisation
from organisations.directory.selectors import shown_organisations
from organisations.enums import OrganisationKind, Role
from organisations.events import OrganisationChanged, RoleEnded, RoleGranted, TeacherProfileChanged
from organisations.roles.models import RoleGrant
from organisations.roles.selectors import (
    has_any_role,
    has_role,
    is_platform_manager,
    organisations_where,
    people_with_role,
)
from organisations.roles.services import end_role, grant_role
from organisations.roles.standing import Standing, standing_of
from organisations.teachers.models import TeacherProfile
from organisations.teachers.selectors import shown_teachers

__all__ = [
    "Organisation",
    "OrganisationChanged",
    "OrganisationKind",
    "Role",
    "RoleEnded",
    "RoleGrant",
    "RoleGranted",
    "Standing",
    "TeacherProfile",
    "TeacherProfileChanged",
    "end_role",
    "grant_role",
    "has_any_role",
    "has_role",
    "is_platform_manager",
    "organisations_where",
    "people_with_role",
    "shown_organisations",
    "shown_teachers",
    "standing_of",
]
