"""Teachers' public profiles."""

from accounts.api import Person
from foundation.api import make_code
from organisations.teachers.models import TeacherProfile

SLUG_LENGTH = 8


def open_profile(person: Person) -> TeacherProfile:
    """Return *person*'s profile; a first one carries their name under an address that cannot be guessed."""
    profile, _created = TeacherProfile.objects.get_or_create(
        person=person,
        defaults={"display_name": person.full_name or str(person.pk), "slug": make_code("teacher", SLUG_LENGTH).lower()},
    )
    return profile
