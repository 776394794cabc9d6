"""Teachers' public profiles."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import NotAllowed, make_code, publish, record_audit
from organisations.enums import TEACHER
from organisations.events import TeacherProfileChanged
from organisations.teachers.models import TeacherProfile
from search.api import index_documents

SLUG_LENGTH = 8


def open_profile(person: Person) -> TeacherProfile:
    """Return *person*'s profile; a first one carries their name under an address that cannot be guessed."""
    profile, _created = TeacherProfile.objects.get_or_create(
        person=person,
        defaults={"display_name": person.full_name or str(person.pk), "slug": make_code("teacher", SLUG_LENGTH).lower()},
    )
    return profile


@transaction.atomic
def save_profile(profile: TeacherProfile, *, actor: Person) -> TeacherProfile:
    """Save what the public learns about a teacher, make it findable, and say so. The back office alone comes here."""
    if not actor.has_perm("organisations.change_teacherprofile"):
        raise NotAllowed(_("您不能修改教师资料，请联系平台管理员"))
    profile.save()
    index_documents(TEACHER, [profile.pk])
    record_audit(actor=actor, action="organisations.save_teacher_profile", subject=profile)
    publish(TeacherProfileChanged(person_id=profile.person_id))
    return profile


def refresh_teacher(person_id: int) -> None:
    """Describe a teacher anew for search: the role began or ended, or the account was closed."""
    index_documents(TEACHER, TeacherProfile.objects.filter(person_id=person_id).values_list("pk", flat=True))
