"""The steps of one asset. Each gets the asset, its lease and an empty folder, and ends by saving the next state with the lease.

Steps raise ``Refused``, ``Broken``, ``Interrupted`` or ``LeaseLost``; what these mean for the asset is decided in
``pipeline``. Everything a step writes has a fixed key, so a repeated step gives the same result.
"""

import hashlib
import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.api import publish
from media_pipeline import storage
from media_pipeline.assets.leases import Lease
from media_pipeline.assets.models import Artifact, Asset, Piece
from media_pipeline.enums import PASSING_KINDS, ArtifactKind, AssetState, PieceKind
from media_pipeline.errors import Broken
from media_pipeline.events import AssetDamaged, AssetReady
from media_pipeline.processing import gate, making, scanner
from media_pipeline.processing.facts import Facts
from media_pipeline.processing.plan import Plan, make_plan, without_copy
from media_pipeline.speech.services import dictate_when_ready

log = logging.getLogger(__name__)

_HASH_BLOCK = 4 << 20


def verify_and_probe(asset: Asset, lease: Lease, folder: Path) -> None:
    """STORED → PROBED: the file is the one uploaded, and it is a video."""
    with storage.local_file(storage.source_key(asset.key, asset.version), folder) as path:
        gate.check_stored(path, asset.size)
        digest = _hash(path, lease.renew)
        scanner.scan(path, lease.renew_sometimes)
        facts = gate.examine(path, folder, lease.renew_sometimes)
    lease.save(state=AssetState.PROBED, state_since=timezone.now(), sha256=digest, probe=facts.to_json(), error_code="")


def settle(asset: Asset, lease: Lease, folder: Path) -> None:
    """PROBED → PLANNED: the teacher sees what plays already; sizes, rate and pieces are fixed, and the pieces stand in line."""
    if reuse(asset, lease):
        return
    facts = Facts.from_json(asset.probe)

    def tick(_ms: int) -> None:
        lease.renew_sometimes()

    with storage.local_file(storage.source_key(asset.key, asset.version), folder) as path:
        if preview := making.make_preview(path, facts, folder, tick):
            lease.renew()
            _record([_put(asset, ArtifactKind.PREVIEW, storage.preview_key(asset.key, asset.version), preview)])
        plan = making.settle_plan(path, make_plan(facts), facts, folder, tick)
    with transaction.atomic():
        lease.save(state=AssetState.PLANNED, state_since=timezone.now(), plan=plan.to_json())
        Piece.objects.bulk_create(_pieces(asset, plan), ignore_conflicts=True)


def reuse(asset: Asset, lease: Lease) -> bool:
    """Take over what was made of the same bytes before, if that would be made the same way today; return whether it was there."""
    twin = (
        Asset.objects.filter(sha256=asset.sha256, size=asset.size, state=AssetState.READY, ready_version=F("version"))
        .filter(plan__isnull=False)
        .exclude(pk=asset.pk)
        .first()
    )
    if twin is None or twin.folder != package_folder(twin.version, Plan.from_json(twin.plan)):
        return False
    base = storage.output_folder(asset.key, package_folder(asset.version, Plan.from_json(twin.plan)))
    made = Artifact.objects.filter(asset=twin, version=twin.version).exclude(kind__in=PASSING_KINDS)
    taken = []
    for artifact in made:
        key = f"{base}/{artifact.key.rsplit('/', 1)[1]}"
        if not storage.copy_file(artifact.key, key):
            return False
        lease.renew_sometimes()
        taken.append(
            Artifact(asset=asset, version=asset.version, kind=artifact.kind, key=key, size=artifact.size, sha256=artifact.sha256)
        )
    with transaction.atomic():
        lease.save(state=AssetState.PACKAGED, state_since=timezone.now(), plan=twin.plan)
        _record(taken)
    return bool(taken)


def _pieces(asset: Asset, plan: Plan) -> list[Piece]:
    def piece(kind: PieceKind, index: int, t0_ms: int, t1_ms: int) -> Piece:
        return Piece(asset=asset, version=asset.version, kind=kind, index=index, t0_ms=t0_ms, t1_ms=t1_ms)

    pieces = [piece(PieceKind.VIDEO, index, plan.start_ms(index), plan.end_ms(index)) for index in range(plan.pieces)]
    if plan.audio_index >= 0:
        pieces.append(piece(PieceKind.SOUND, 0, 0, max(1, plan.duration_ms)))
    return pieces


def encode_piece(piece: Piece, lease: Lease, folder: Path) -> None:
    """Encode one piece or the sound; its files go to the work folder and the piece is done."""
    asset, plan = piece.asset, Plan.from_json(piece.asset.plan)

    def tick(done_ms: int) -> None:
        lease.renew_sometimes(encoded_ms=min(done_ms, piece.t1_ms - piece.t0_ms))

    with storage.local_file(storage.source_key(asset.key, asset.version), folder) as path:
        if piece.kind == PieceKind.SOUND:
            files = [making.make_sound(path, plan, folder, tick)]
        else:
            files = making.make_piece(path, plan, piece.index, folder, tick)
    base = f"{storage.work_folder(asset.key, asset.version)}/{piece.kind}-{piece.index:04d}"
    lease.renew()
    artifacts = [_put(asset, ArtifactKind.PIECE, f"{base}/{file.name}", file) for file in files]
    with transaction.atomic():
        lease.save(done_at=timezone.now(), encoded_ms=piece.t1_ms - piece.t0_ms)
        _record(artifacts)


def package(asset: Asset, lease: Lease, folder: Path) -> None:
    """ENCODING → PACKAGED: pieces and sound become a package, which is looked at before it is kept.

    Back to PLANNED when it fails the look with the upload's own picture in it: without that it will pass.
    """
    plan = Plan.from_json(asset.plan)
    made = folder / "package"
    made.mkdir()
    work = storage.work_folder(asset.key, asset.version)
    with ExitStack() as stack:

        def fetch(name: str) -> Path:
            return stack.enter_context(storage.local_file(f"{work}/{name}", folder))

        key = storage.source_key(asset.key, asset.version)
        source = stack.enter_context(storage.local_file(key, folder)) if plan.copies_top else None
        pieces = [[fetch(f"video-{index:04d}/{rung.name}.mp4") for rung in plan.encoded] for index in range(plan.pieces)]
        sound = fetch("sound-0000/sound.m4a") if plan.audio_index >= 0 else None
        try:
            files = making.make_package(source, pieces, sound, plan, made, lambda _ms: lease.renew_sometimes())
        except Broken as error:
            if not making.is_about_copy(error, plan):
                raise
            log.warning("video %s is encoded in all sizes, its own picture does not go with them: %s", asset.pk, error.detail)
            _encode_anew(asset, lease, without_copy(plan))
            return
    base = storage.output_folder(asset.key, package_folder(asset.version, plan))
    artifacts = [_put(asset, kind_of(file.name), f"{base}/{file.name}", file) for file in files]
    with transaction.atomic():
        lease.save(state=AssetState.PACKAGED, state_since=timezone.now())
        _record(artifacts)


def _encode_anew(asset: Asset, lease: Lease, plan: Plan) -> None:
    """ENCODING → PLANNED: pieces of another plan stand in line; the sound is the same in both."""
    with transaction.atomic():
        lease.save(state=AssetState.PLANNED, state_since=timezone.now(), plan=plan.to_json())
        Piece.objects.filter(asset=asset, version=asset.version, kind=PieceKind.VIDEO).delete()
        Piece.objects.bulk_create(_pieces(asset, plan), ignore_conflicts=True)


def publish_version(asset: Asset, lease: Lease, folder: Path) -> None:
    """PACKAGED → READY or DAMAGED: every file is where it should be, and the new version plays from now on."""
    plan, facts = Plan.from_json(asset.plan), Facts.from_json(asset.probe)
    if not is_whole(asset, asset.version):
        raise Broken("storage_failed", "a file of the package is missing or has another size")
    damaged = gate.is_damaged(facts)
    top = plan.rungs[0]
    with transaction.atomic():
        lease.save(
            state=AssetState.DAMAGED if damaged else AssetState.READY,
            state_since=timezone.now(),
            error_code="damaged" if damaged else "",
            error_detail="",
            ready_version=asset.version,
            folder=package_folder(asset.version, plan),
            duration_ms=plan.duration_ms,
            width=top.width,
            height=top.height,
            has_sound=plan.audio_index >= 0,
        )
        if damaged:
            publish(AssetDamaged(asset_id=asset.pk, duration_ms=plan.duration_ms, expected_ms=facts.header_ms))
        else:
            publish(AssetReady(asset_id=asset.pk, version=asset.version, duration_ms=plan.duration_ms))
            dictate_when_ready(asset.pk)
    drop_pieces(asset, asset.version)


def is_whole(asset: Asset, version: int) -> bool:
    """Tell whether every file of a version's package is there with its size."""
    made = Artifact.objects.filter(asset=asset, version=version).exclude(kind__in=PASSING_KINDS)
    sizes = list(made.values_list("key", "size"))
    return bool(sizes) and all(_stored_size(key) == size for key, size in sizes)


def delete_asset(asset: Asset, lease: Lease, folder: Path) -> None:
    """DELETING → gone: first the files, then the row."""
    for prefix in ("src", "work", "out"):
        storage.delete_folder(f"{prefix}/{asset.key}")
    lease.renew()
    Asset.objects.filter(pk=asset.pk, lease_token=lease.token).delete()


def drop_pieces(asset: Asset, version: int) -> None:
    """Remove what encoding left on its way to a package, and the preview that it made unneeded."""
    storage.delete_folder(storage.work_folder(asset.key, version))
    storage.forget_copy(storage.source_key(asset.key, version))
    storage.delete_keys([storage.preview_key(asset.key, version)])
    Artifact.objects.filter(asset=asset, version=version, kind__in=PASSING_KINDS).delete()


def package_folder(version: int, plan: Plan) -> str:
    """Return the name of the folder of a package: version and a fingerprint of the plan."""
    return f"{version}-{plan.fingerprint}"


def kind_of(name: str) -> ArtifactKind:
    """Return what a package's file is for, by its name."""
    if name == "master.m3u8":
        return ArtifactKind.MASTER
    if name.startswith(("poster", "sprite")):
        return ArtifactKind(name.split(".", 1)[0])
    if name == "plain.mp4":
        return ArtifactKind.PLAIN
    return ArtifactKind.PLAYLIST if name.endswith(".m3u8") else ArtifactKind.MEDIA


def _put(asset: Asset, kind: ArtifactKind, key: str, path: Path) -> Artifact:
    size, digest = storage.put_file(key, path)
    return Artifact(asset=asset, version=asset.version, kind=kind, key=key, size=size, sha256=digest)


def _record(artifacts: list[Artifact]) -> None:
    """Write the files down; a repeated step replaces what it wrote down before."""
    Artifact.objects.bulk_create(
        artifacts, update_conflicts=True, unique_fields=["key"], update_fields=["size", "sha256", "kind", "version"]
    )


def _stored_size(key: str) -> int:
    try:
        return storage.media_storage().size(key)
    except OSError:
        return -1


def _hash(path: Path, renew: Callable[[], None]) -> str:
    """Return the SHA-256 of a file of any size; the lease is renewed on the way."""
    digest, blocks = hashlib.sha256(), 0
    with path.open("rb") as handle:
        while block := handle.read(_HASH_BLOCK):
            digest.update(block)
            blocks += 1
            if blocks % 256 == 0:
                renew()
    return digest.hexdigest()
