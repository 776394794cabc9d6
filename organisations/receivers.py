"""What organisations do about their own events."""

from accounts.api import AccountClosed, Person, send_notice
from foundation.api import receives
from organisations.events import RoleEnded, RoleGranted, TeacherProfileChanged
from organisations.notices import PROFILE_CHANGED, ROLE_ENDED, ROLE_GRANTED
from organisations.roles.models import RoleGrant
from organisations.teachers.models import TeacherProfile
from organisations.teachers.services import refresh_teacher


@receives(RoleGranted)
def tell_of_new_role(event: RoleGranted) -> None:
    """Tell the person about their new role."""
    _tell(ROLE_GRANTED.key, event)


@receives(RoleEnded)
def tell_of_ended_role(event: RoleEnded) -> None:
    """Tell the person that a role has ended."""
    _tell(ROLE_ENDED.key, event)


@receives(RoleGranted)
def show_new_teacher(event: RoleGranted) -> None:
    """Make a new teacher findable."""
    refresh_teacher(event.person_id)


@receives(RoleEnded)
def hide_former_teacher(event: RoleEnded) -> None:
    """Who teaches nowhere any more is no longer found."""
    refresh_teacher(event.person_id)


@receives(AccountClosed)
def hide_closed_account(event: AccountClosed) -> None:
    """A closed account is no longer found."""
    refresh_teacher(event.person_id)


@receives(TeacherProfileChanged)
def tell_of_profile(event: TeacherProfileChanged) -> None:
    """Tell a teacher that somebody else changed their profile."""
    if event.by_id == event.person_id:
        return
    send_notice(
        person_ids=[event.person_id],
        kind_key=PROFILE_CHANGED.key,
        context={"by": str(Person.objects.get(pk=event.by_id))},
        url=TeacherProfile.objects.get(pk=event.profile_id).get_absolute_url(),
        dedupe_key=f"{PROFILE_CHANGED.key}:{event.entry_id}",
    )


def _tell(kind_key: str, event: RoleGranted | RoleEnded) -> None:
    grant = RoleGrant.objects.select_related("organisation").get(pk=event.grant_id)
    send_notice(
        person_ids=[event.person_id],
        kind_key=kind_key,
        context={"organisation": grant.organisation.name, "role": str(grant.get_role_display())},
        url=f"/organisations/{grant.organisation.slug}/",
        dedupe_key=f"{kind_key}:{event.grant_id}",
    )
