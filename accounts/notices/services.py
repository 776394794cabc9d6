"""Sending notices, reading them, and getting them out through the channels."""

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.notices.channels import channel_called, channels
from accounts.notices.kinds import NoticeKind, is_registered, notice_kind
from accounts.notices.models import ChannelChoice, Notice, NoticeDelivery
from accounts.people.models import Person

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
FIRST_RETRY = timedelta(seconds=30)
DELIVER_TASK = "accounts.tasks.deliver_notices"


@transaction.atomic
def send_notice(*, person_ids: Iterable[int], kind_key: str, context: Mapping[str, str], url: str, dedupe_key: str) -> None:
    """Put a notice of kind *kind_key* into each person's inbox and have it sent through their channels after commit.

    Idempotent on (person, *dedupe_key*): a second call changes nothing. *url* is an address on this site. Four
    queries, however many people there are. ``ValueError`` when the kind is unknown or the address leads elsewhere.
    """
    if not is_registered(kind_key):
        raise ValueError(f"no notice kind is registered as {kind_key}")
    if url and not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        raise ValueError("a notice links to this site only")
    people = list(Person.objects.filter(pk__in=set(person_ids), is_active=True))
    Notice.objects.bulk_create(
        [Notice(person=person, kind=kind_key, context=dict(context), url=url, dedupe_key=dedupe_key) for person in people],
        ignore_conflicts=True,
    )
    _queue_deliveries(notice_kind(kind_key), people, dedupe_key)


def _queue_deliveries(kind: NoticeKind, people: list[Person], dedupe_key: str) -> None:
    choices = {
        (person_id, channel): wanted
        for person_id, channel, wanted in ChannelChoice.objects.filter(person__in=people).values_list(
            "person_id", "channel", "wanted"
        )
    }
    by_id = {person.pk: person for person in people}
    waiting = [
        NoticeDelivery(notice_id=notice_id, channel=channel.key)
        for notice_id, person_id in Notice.objects.filter(
            person__in=people, dedupe_key=dedupe_key, deliveries__isnull=True
        ).values_list("pk", "person_id")
        for channel in channels()
        if choices.get((person_id, channel.key), channel.key in kind.default_channels) and channel.reaches(by_id[person_id])
    ]
    if waiting:
        NoticeDelivery.objects.bulk_create(waiting, ignore_conflicts=True)
        transaction.on_commit(lambda: current_app.send_task(DELIVER_TASK, retry=False), robust=True)


def deliver_due(limit: int = 200) -> int:
    """Send what waits and is due, one delivery per transaction; return how many were tried.

    Several workers may run this at once: a delivery that one of them holds is skipped by the others.
    """
    tried = 0
    while tried < limit and _deliver_next():
        tried += 1
    return tried


def _deliver_next() -> bool:
    now = timezone.now()
    due = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    with transaction.atomic():
        delivery = (
            NoticeDelivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("notice__person")
            .filter(due, state=NoticeDelivery.State.WAITING)
            .order_by("pk")
            .first()
        )
        if delivery is None:
            return False
        _try_delivery(delivery)
        delivery.save()
    return True


def _try_delivery(delivery: NoticeDelivery) -> None:
    """Send *delivery* once and note on it what came of it."""
    delivery.attempts += 1
    try:
        channel_called(delivery.channel).send(delivery.notice)
    except Exception as error:
        log.warning("notice delivery failed", extra={"delivery": delivery.pk, "channel": delivery.channel})
        delivery.error = f"{type(error).__name__}: {error}"[:2000]
        if delivery.attempts >= MAX_ATTEMPTS:
            delivery.state, delivery.settled_at = NoticeDelivery.State.FAILED, timezone.now()
        else:
            delivery.next_attempt_at = timezone.now() + FIRST_RETRY * 2 ** (delivery.attempts - 1)
        return
    delivery.state, delivery.settled_at, delivery.error = NoticeDelivery.State.SENT, timezone.now(), ""


def mark_read(notice_ids: Iterable[int], *, actor: Person) -> int:
    """Mark *actor*'s own notices among *notice_ids* as read; return how many were unread. Others' stay untouched."""
    own = Notice.objects.filter(person=actor, pk__in=list(notice_ids), read_at__isnull=True)
    return own.update(read_at=timezone.now())


def mark_all_read(*, actor: Person) -> int:
    """Mark every notice of *actor* as read; return how many were unread."""
    return Notice.objects.filter(person=actor, read_at__isnull=True).update(read_at=timezone.now())


@transaction.atomic
def choose_channels(person: Person, *, wanted: Mapping[str, bool]) -> None:
    """Store *person*'s own choice per channel key; keys of unknown channels are an error (``KeyError``)."""
    for key, value in wanted.items():
        ChannelChoice.objects.update_or_create(person=person, channel=channel_called(key).key, defaults={"wanted": value})
