"""The models of organisations, gathered for Django."""

from organisations.directory.models import Organisation
from organisations.invitations.models import RoleInvitation
from organisations.roles.models import RoleGrant
from organisations.teachers.models import TeacherProfile

__all__ = ["Organisation", "RoleGrant", "RoleInvitation", "TeacherProfile"]
