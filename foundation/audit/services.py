"""Writing the audit log and sealing it.

An entry is written in the transaction of the act, without waiting for anybody: a chain that grew inside the acts'
transactions would make them queue behind one lock, and lock in another order than they do. Right after the commit
the entry is sealed to the chain by whoever holds the sealing lock; the sweep seals what a crash left over. The
database refuses every change but the one that fills an empty seal.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction

from foundation.audit.chain import GENESIS, seal
from foundation.audit.models import AuditEntry

_SEALING_LOCK = 0x5A58_0001
_BATCH = 1000


def record_audit(
    *,
    actor: AbstractBaseUser | None,
    action: str,
    subject: models.Model,
    why: str = "",
    changes: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write down that *actor* (``None``: the system) did *action* to *subject*; call it inside the act's transaction.

    *action* is ``<app>.<verb>`` and stable. *changes* maps a field's name to ``[before, after]``.
    """
    entry = AuditEntry.objects.create(
        actor_id=actor.pk if actor else None,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        why=why,
        changes=dict(changes or {}),
    )
    transaction.on_commit(seal_entries, robust=True)
    return entry


def seal_entries() -> int:
    """Seal entries that have no seal yet, oldest first; return how many. Does nothing while somebody else is sealing."""
    with transaction.atomic():
        if not _take_sealing_lock():
            return 0
        last = AuditEntry.objects.filter(sequence__isnull=False).order_by("-sequence").first()
        sequence, previous = (last.sequence or 0, last.hash or GENESIS) if last else (0, GENESIS)
        entries = list(AuditEntry.objects.filter(sequence__isnull=True).order_by("id")[:_BATCH])
        for entry in entries:
            sequence += 1
            entry.sequence, entry.previous_hash, entry.hash = sequence, previous, seal(previous, sequence, facts_of(entry))
            previous = entry.hash
        AuditEntry.objects.bulk_update(entries, ["sequence", "previous_hash", "hash"], batch_size=_BATCH)
    return len(entries)


def facts_of(entry: AuditEntry) -> dict[str, Any]:
    """Return what the seal of *entry* covers, as JSON values, the way the database gives them back."""
    return {
        "id": entry.pk,
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "action": entry.action,
        "subject": [entry.subject_type, entry.subject_id],
        "why": entry.why,
        "changes": entry.changes,
    }


def _take_sealing_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEALING_LOCK])
        return bool(cursor.fetchone()[0])
