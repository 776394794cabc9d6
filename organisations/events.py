"""What happens in organisations that higher apps may want to know."""

from dataclasses import dataclass

from foundation.api import Event


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """A person holds *role* in an organisation from now on."""

    grant_id: int
    person_id: int
    organisation_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    """A person holds *role* in an organisation no longer."""

    grant_id: int
    person_id: int
    organisation_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    """An organisation says something else about itself, such as its name."""

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class TeacherProfileChanged(Event):
    """Something of what the public reads about a teacher changed; ``entry_id`` is its row in the audit log."""

    profile_id: int
    person_id: int
    by_id: int
    entry_id: int
