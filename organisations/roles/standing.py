"""All roles of one person, loaded once: for pages that ask about many organisations."""

from dataclasses import dataclass

from accounts.api import Person
from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.roles.models import RoleGrant


@dataclass(frozen=True)
class Standing:
    """What a person is, and where. ``held`` pairs a role with the tree path of its organisation."""

    person_id: int | None
    is_superuser: bool
    held: frozenset[tuple[str, str]]

    @property
    def is_platform_manager(self) -> bool:
        """Whether the person manages the whole platform; superusers do."""
        return self.is_superuser or any(role == Role.PLATFORM_MANAGER for role, _path in self.held)

    def holds(self, role: str, organisation: Organisation) -> bool:
        """Return whether the person holds *role* in *organisation* or above it; platform managers hold every role."""
        if self.is_platform_manager:
            return True
        return any(held == role and organisation.path.startswith(path) for held, path in self.held)

    def holds_anywhere(self, role: str) -> bool:
        """Return whether the person holds *role* somewhere."""
        return self.is_platform_manager or any(held == role for held, _path in self.held)


def standing_of(person: object) -> Standing:
    """Load the roles that count for *person* now: one query. Visitors and closed accounts hold none."""
    if not isinstance(person, Person) or not person.is_active:
        return Standing(None, is_superuser=False, held=frozenset())
    grants = RoleGrant.objects.filter(person=person, ended_at__isnull=True)
    return Standing(person.pk, person.is_superuser, frozenset(grants.values_list("role", "organisation__path")))
