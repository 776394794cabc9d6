"""Reading and proving the audit log."""

from dataclasses import dataclass

from foundation.audit.chain import GENESIS, seal
from foundation.audit.models import AuditEntry
from foundation.audit.services import facts_of


@dataclass(frozen=True, kw_only=True)
class ChainReport:
    """What a walk along the chain found. ``head`` is the last good link as ``sequence:hash``; keep it somewhere else.

    ``broken_entry`` is the id of the first entry that does not fit and ``reason`` says why; both empty when all is well.
    """

    sealed: int
    unsealed: int
    head: str
    broken_entry: int | None = None
    reason: str = ""


def verify_audit_chain(*, known_head: str = "") -> ChainReport:
    """Walk the whole chain and return what was found; memory does not grow with its length.

    *known_head* is the ``head`` of an earlier report: the chain must still go through it, so that nobody can cut off its end.
    """
    previous, count = GENESIS, 0
    known_sequence, _, known_hash = known_head.partition(":")
    unsealed = AuditEntry.objects.filter(sequence__isnull=True).count()

    def report(entry_id: int | None = None, reason: str = "") -> ChainReport:
        return ChainReport(sealed=count, unsealed=unsealed, head=f"{count}:{previous}", broken_entry=entry_id, reason=reason)

    for entry in AuditEntry.objects.filter(sequence__isnull=False).order_by("sequence").iterator(2000):
        if entry.sequence != count + 1:
            return report(entry.pk, f"entry {count + 1} is missing before it")
        if entry.previous_hash != previous:
            return report(entry.pk, "not linked to the entry before it")
        if entry.hash != seal(previous, entry.sequence, facts_of(entry)):
            return report(entry.pk, "changed after it was sealed")
        if known_sequence == str(entry.sequence) and entry.hash != known_hash:
            return report(entry.pk, "differs from the known head")
        previous, count = entry.hash, entry.sequence
    if known_sequence and count < int(known_sequence):
        return report(None, f"the chain ends before the known head {known_sequence}")
    return report()
