"""Making encrypted copies of packages, and giving their keys.

A copy lies beside the readable package: ``s720.m3u8``, ``s720.mp4``, ``smaster.m3u8`` and so on. It costs as much room
again and about a second of CPU for each gigabyte; the readable files stay for courses that do not ask for encryption.
"""

import secrets
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from media_pipeline import storage
from media_pipeline.assets.leases import MAX_ATTEMPTS, RING_AGAIN, Lease
from media_pipeline.assets.models import Artifact, Asset
from media_pipeline.enums import ArtifactKind, AssetState
from media_pipeline.errors import LeaseLost, StepError
from media_pipeline.processing.scratch import scratch_folder
from media_pipeline.sealing.cipher import content_key, seal_rendition
from media_pipeline.sealing.models import Sealing

AGAIN_AFTER = timedelta(minutes=5)


def request_sealing(asset_ids: list[int]) -> None:
    """Have the packages that play now encrypted, those that are not yet; asking again changes nothing."""
    for asset in Asset.objects.filter(pk__in=asset_ids, ready_version__gt=0):
        sealing, is_new = Sealing.objects.get_or_create(
            asset=asset, folder=asset.folder, defaults={"version": asset.ready_version, "secret": secrets.token_bytes(32)}
        )
        given_up = Sealing.objects.filter(pk=sealing.pk, done_at=None, attempts__gte=MAX_ATTEMPTS, lease_until__lt=Now())
        if is_new or given_up.update(attempts=0, lease_token=None):
            _ring(sealing.pk)


def _ring(sealing_id: int) -> None:
    from media_pipeline.tasks import seal_package

    transaction.on_commit(lambda: seal_package.delay(sealing_id), robust=True)


def seal(sealing_id: int) -> bool:
    """Make one encrypted copy, unless it is made or being made; return whether it was made now."""
    sealing = Sealing.objects.select_related("asset").filter(pk=sealing_id, done_at=None, attempts__lt=MAX_ATTEMPTS).first()
    if sealing is None or sealing.asset.state == AssetState.DELETING:
        return False
    lease = Lease(Sealing.objects.filter(done_at=None), sealing.pk)
    if not lease.take():
        return False
    try:
        with scratch_folder(sealing.asset, f"seal-{sealing.folder}", lease.token.hex) as folder:
            artifacts = _make(sealing, folder, lease)
            with transaction.atomic():
                lease.save(done_at=timezone.now(), error="")
                Artifact.objects.bulk_create(
                    artifacts, update_conflicts=True, unique_fields=["key"], update_fields=["size", "sha256", "kind", "version"]
                )
    except LeaseLost:
        return False
    except (OSError, ValueError, StepError) as error:
        Sealing.objects.filter(pk=sealing.pk).update(error=str(error)[:1000])
        lease.give_back(ring_in=AGAIN_AFTER)
        return False
    return True


def sweep_sealings() -> int:
    """Ring for copies whose maker died or has to try again; return how many."""
    late = Q(lease_until__lt=Now()) | Q(lease_until=None, asked_at__lt=timezone.now() - RING_AGAIN)
    waiting = Sealing.objects.filter(late, done_at=None, attempts__lt=MAX_ATTEMPTS).filter(folder=F("asset__folder"))
    ids = list(waiting.values_list("pk", flat=True)[:100])
    for sealing_id in ids:
        _ring(sealing_id)
    return len(ids)


def key_of(asset_key: UUID, folder: str, rendition: str, period: int) -> bytes | None:
    """Return one key of an encrypted copy; ``None`` when there is no such copy. One query."""
    secret = (
        Sealing.objects.filter(asset__key=asset_key, folder=folder).exclude(done_at=None).values_list("secret", flat=True).first()
    )
    return content_key(bytes(secret), rendition, period) if secret else None


def _make(sealing: Sealing, folder: Path, lease: Lease) -> list[Artifact]:
    """Encrypt every rendition of the package and write the playlists that go with them."""
    base = storage.output_folder(sealing.asset.key, sealing.folder)
    master = storage.read_text(f"{base}/master.m3u8")
    names = sorted({part.rsplit(".", 1)[0] for part in _playlists_in(master)})
    artifacts = []
    for name in names:
        playlist = storage.read_text(f"{base}/{name}.m3u8")
        sealed = folder / f"s{name}.mp4"
        with (
            storage.local_file(f"{base}/{name}.mp4", folder) as path,
            path.open("rb") as media,
            sealed.open("wb") as target,
        ):
            text = seal_rendition(playlist, media, target, rendition=name, sealed_name=f"s{name}", secret=bytes(sealing.secret))
        lease.renew()
        artifacts.append(_put(sealing, base, sealed, ArtifactKind.MEDIA))
        artifacts.append(_put_text(sealing, base, folder / f"s{name}.m3u8", text, ArtifactKind.PLAYLIST))
    for name in names:
        master = master.replace(f"\n{name}.m3u8", f"\ns{name}.m3u8").replace(f'URI="{name}.m3u8"', f'URI="s{name}.m3u8"')
    artifacts.append(_put_text(sealing, base, folder / "smaster.m3u8", master, ArtifactKind.MASTER))
    return artifacts


def _playlists_in(master: str) -> list[str]:
    named = [line for line in master.splitlines() if line and not line.startswith("#")]
    return named + [part.split('"', 1)[0] for part in master.split('URI="')[1:]]


def _put(sealing: Sealing, base: str, path: Path, kind: ArtifactKind) -> Artifact:
    key = f"{base}/{path.name}"
    size, digest = storage.put_file(key, path)
    return Artifact(asset=sealing.asset, version=sealing.version, kind=kind, key=key, size=size, sha256=digest)


def _put_text(sealing: Sealing, base: str, path: Path, text: str, kind: ArtifactKind) -> Artifact:
    path.write_text(text)
    return _put(sealing, base, path, kind)
