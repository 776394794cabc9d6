"""Reading the inbox."""

from django.db.models import F, QuerySet

from accounts.notices.channels import channels
from accounts.notices.models import ChannelChoice, Notice
from accounts.people.models import Person
from foundation.api import Argument, Prepared

UNREAD_CEILING = 100
_UNREAD: Prepared[tuple[int]] = Prepared(
    lambda: Notice.objects.filter(person_id=Argument("person"), read_at__isnull=True).order_by().values_list("pk")[:UNREAD_CEILING]
)


def unread_count(person: Person) -> int:
    """Return how many notices *person* has not read, counting no further than 100 ("99+")."""
    return len(_UNREAD.all(person=person.pk))


def inbox(person: Person, *, only: str = "") -> QuerySet[Notice]:
    """Return *person*'s notices, unread first, newest first. *only* is ``unread``, ``read`` or empty for all."""
    notices = Notice.objects.filter(person=person)
    if only in {"unread", "read"}:
        notices = notices.filter(read_at__isnull=only == "unread")
    return notices.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-pk")


def channel_choices(person: Person) -> dict[str, bool | None]:
    """Return for each channel *person*'s own choice; None where the kinds' defaults hold."""
    chosen = dict(ChannelChoice.objects.filter(person=person).values_list("channel", "wanted"))
    return {channel.key: chosen.get(channel.key) for channel in channels()}
