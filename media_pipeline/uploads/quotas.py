"""How much room organisations have for videos and hand-outs, for those who run them, and changing it, for the platform."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import InvalidInput, NotAllowed, record_audit
from media_pipeline.assets.models import Artifact, Asset
from media_pipeline.enums import AssetState
from media_pipeline.handouts.models import StoredFile
from media_pipeline.narration.models import Recording
from media_pipeline.uploads.models import StorageQuota
from media_pipeline.uploads.services import limit_of
from organisations.api import Organisation, Role, is_platform_manager, organisations_where

GIB = 1 << 30
MOST_GIB = 1_000_000


@dataclass(frozen=True)
class UsedRoom:
    """One organisation's room in bytes: what each kind of file uses, and the limit (``is_own``: not the site's default)."""

    organisation: Organisation
    originals: int
    packages: int
    handouts: int
    limit: int
    is_own: bool

    @property
    def used(self) -> int:
        """Bytes in all."""
        return self.originals + self.packages + self.handouts

    @property
    def left(self) -> int:
        """Bytes that still fit."""
        return max(0, self.limit - self.used)

    @property
    def percent(self) -> int:
        """How full it is, 100 when it is over."""
        return 100 if self.used >= self.limit else self.used * 100 // self.limit


def managed_rooms(person: Person) -> QuerySet[Organisation]:
    """Return the organisations whose room *person* may look at: those they manage, all for the platform."""
    return organisations_where(person, Role.ORGANISATION_MANAGER).order_by("path")


def used_rooms(organisations: Iterable[Organisation]) -> list[UsedRoom]:
    """Return the room of each of *organisations*, in their order; five queries however many there are."""
    rows = list(organisations)
    ids = [row.pk for row in rows]
    limits = {quota.organisation_id: quota for quota in StorageQuota.objects.filter(organisation__in=ids)}
    recordings = _sums(Recording.objects.filter(narration__organisation__in=ids), "narration__organisation")
    originals = _sums(Asset.objects.filter(organisation__in=ids).exclude(state=AssetState.REJECTED), "organisation")
    packages = _sums(Artifact.objects.filter(asset__organisation__in=ids), "asset__organisation")
    handouts = _sums(StoredFile.objects.filter(organisation__in=ids), "organisation")
    return [
        UsedRoom(
            organisation=row,
            originals=originals.get(row.pk, 0) + recordings.get(row.pk, 0),
            packages=packages.get(row.pk, 0),
            handouts=handouts.get(row.pk, 0),
            limit=limit_of(limits.get(row.pk)),
            is_own=row.pk in limits and limits[row.pk].bytes is not None,
        )
        for row in rows
    ]


def change_limit(organisation: Organisation, *, actor: Person, gib: int | None, why: str = "") -> None:
    """Set how much *organisation* may keep, in GiB; ``None`` is the site's default. Less than it uses only stops new uploads."""
    if not is_platform_manager(actor):
        raise NotAllowed(_("只有平台管理员可以改空间上限。"))
    if gib is not None and not 1 <= gib <= MOST_GIB:
        message = _("空间上限要在 1 到 %(most)s GB 之间；不填就用全站默认。") % {"most": MOST_GIB}
        raise InvalidInput(message, fields={"gib": message})
    wanted = None if gib is None else gib * GIB
    with transaction.atomic():
        StorageQuota.objects.bulk_create([StorageQuota(organisation=organisation)], ignore_conflicts=True)
        quota = StorageQuota.objects.select_for_update().get(organisation=organisation)
        before, quota.bytes = quota.bytes, wanted
        if before == wanted:
            return
        quota.save(update_fields=["bytes"])
        record_audit(
            actor=actor, action="media_pipeline.change_limit", subject=organisation, why=why, changes={"bytes": [before, wanted]}
        )


def _sums(rows: QuerySet[Asset] | QuerySet[Artifact] | QuerySet[StoredFile] | QuerySet[Recording], owner: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(owner).annotate(n=Sum("size")))
