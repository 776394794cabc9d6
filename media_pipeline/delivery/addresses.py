"""Addresses under which a finished video and its parts can be fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.api import NotFound
from media_pipeline.assets.models import Artifact, Asset
from media_pipeline.captions.models import Caption
from media_pipeline.captions.selectors import language_name
from media_pipeline.delivery.renditions import Rendition, renditions_of, sound_mb_per_hour
from media_pipeline.delivery.tokens import make_token, public_mac
from media_pipeline.enums import ArtifactKind, CaptionState
from media_pipeline.sealing.models import Sealing
from media_pipeline.sealing.services import request_sealing
from media_pipeline.storage import preview_folder

SEALED_SECONDS = 600  # an encrypted lesson's key is refused so long after access was taken away


@dataclass(frozen=True)
class CaptionTrack:
    """One captions file: a BCP 47 ``language``, the name to show, and its address."""

    language: str
    label: str
    url: str


@dataclass(frozen=True)
class Playback:
    """Everything a player needs; addresses end at ``expires_in`` seconds.

    ``audio_url`` is empty without sound, ``mp4_url`` is empty for an encrypted lesson. ``native_url`` is for players of the
    system. ``renditions`` are the sizes of the picture from the largest down; ``sound_mb_per_hour`` is 0 without sound.
    """

    master_url: str
    native_url: str
    mp4_url: str
    audio_url: str
    poster_url: str
    sprite_url: str
    captions: list[CaptionTrack]
    duration_ms: int
    version: int
    width: int
    height: int
    expires_in: int
    renditions: list[Rendition]
    sound_mb_per_hour: int


@dataclass(frozen=True)
class PlayingVersion:
    """What is the same for everybody of a video that can be played: the asset, the sizes of its files in bytes by name, and the
    languages of its approved captions."""

    asset: Asset
    sizes: Mapping[str, int]
    languages: tuple[str, ...]


def playing_version(asset_id: int) -> PlayingVersion | None:
    """Return the version of an asset that plays now, ``None`` while there is none; two queries."""
    asset = Asset.objects.filter(pk=asset_id, ready_version__gt=0).annotate(media_sizes=_media_sizes()).first()
    if asset is None or asset.duration_ms is None:
        return None
    sizes = {row["key"].rsplit("/", 1)[1]: row["size"] for row in asset.media_sizes if f"/{asset.folder}/" in row["key"]}
    approved = Caption.objects.filter(asset=asset, state=CaptionState.APPROVED).order_by("language")
    return PlayingVersion(asset, sizes, tuple(approved.values_list("language", flat=True)))


def playback(asset_id: int, *, person_id: int | None, lifetime: timedelta | None = None, sealed: bool = False) -> Playback:
    """Return addresses of the playing version of an asset, as ``addresses_for``; ``NotFound`` when no version is ready."""
    version = playing_version(asset_id)
    if version is None:
        raise NotFound(_("这个视频还没有处理好，请稍后再来看。"))
    return addresses_for(version, person_id=person_id, lifetime=lifetime, sealed=sealed)


def addresses_for(
    version: PlayingVersion, *, person_id: int | None, lifetime: timedelta | None = None, sealed: bool = False
) -> Playback:
    """Return addresses of *version* for one person (``None``: whoever has them); no query, one when *sealed*.

    The caller has decided that this person may see the asset. Addresses end after *lifetime*, else as the setting says.
    *sealed* gives the encrypted copy only: its addresses end after ten minutes, and there is no plain file. Raises
    ``NotFound`` when the copy is not made yet.
    """
    asset, duration_ms = version.asset, version.asset.duration_ms or 0
    if sealed and not _is_sealed(asset):
        raise NotFound(_("这个视频正在加密，几分钟后就能看。请稍后再打开这一课。"), code="being_sealed")
    seconds = settings.MEDIA_TOKEN_SECONDS if lifetime is None else int(lifetime.total_seconds())
    seconds = min(seconds, SEALED_SECONDS) if sealed else seconds
    scope = sealed_scope if sealed else asset_scope
    token = make_token(scope(str(asset.key), asset.folder), person_id=person_id, lifetime=seconds)
    prefix = "s" if sealed else ""

    def address(name: str) -> str:
        return reverse("media_pipeline:media", args=[token, asset.key, asset.folder, name])

    return Playback(
        master_url=address(f"{prefix}master.m3u8"),
        native_url=address("smaster.m3u8" if sealed else "native.m3u8"),
        mp4_url="" if sealed else address("plain.mp4"),
        audio_url=address(f"{prefix}audio.m3u8") if asset.has_sound else "",
        poster_url=_poster(asset),
        sprite_url=address("sprite.vtt"),
        captions=[CaptionTrack(tag, language_name(tag), address(f"captions.{tag}.vtt")) for tag in version.languages],
        duration_ms=duration_ms,
        version=asset.ready_version,
        width=asset.width or 0,
        height=asset.height or 0,
        expires_in=seconds,
        renditions=renditions_of(version.sizes, duration_ms),
        sound_mb_per_hour=sound_mb_per_hour(version.sizes, duration_ms),
    )


def _media_sizes() -> ArraySubquery:
    """Return name and size of the files of the version that plays, for the query that reads the asset."""
    files = Artifact.objects.filter(asset=OuterRef("pk"), version=OuterRef("ready_version"), kind=ArtifactKind.MEDIA)
    return ArraySubquery(files.values(file=JSONObject(key="key", size="size")))


def preview_url(asset_id: int, *, person_id: int) -> str:
    """Return where one person sees the version on its way before it is ready; empty when it has no preview. One query.

    The caller has decided that this person makes the video: residents never see what nobody has approved.
    """
    asset = Asset.objects.filter(pk=asset_id, artifacts__kind=ArtifactKind.PREVIEW, artifacts__version=F("version")).first()
    if asset is None:
        return ""
    folder = preview_folder(asset.version)
    token = make_token(asset_scope(str(asset.key), folder), person_id=person_id, lifetime=settings.MEDIA_TOKEN_SECONDS)
    return reverse("media_pipeline:media", args=[token, asset.key, folder, "preview.mp4"])


def poster_urls(asset_ids: list[int]) -> dict[int, str]:
    """Return the posters' public addresses of those assets that have one; one query."""
    assets = Asset.objects.filter(pk__in=asset_ids, ready_version__gt=0)
    return {asset.pk: _poster(asset) for asset in assets}


def asset_scope(key: str, folder: str) -> str:
    """Return what a token for one version of one asset covers."""
    return f"asset/{key}/{folder}"


def sealed_scope(key: str, folder: str) -> str:
    """Return what a token for the encrypted copy of one version of one asset covers."""
    return f"sealed/{key}/{folder}"


def poster_scope(key: str, folder: str) -> str:
    """Return what the public part of a poster's address covers."""
    return f"poster/{key}/{folder}"


def _is_sealed(asset: Asset) -> bool:
    """Tell whether the encrypted copy is there; have it made when nobody asked for it yet."""
    if Sealing.objects.filter(asset=asset, folder=asset.folder).exclude(done_at=None).exists():
        return True
    request_sealing([asset.pk])
    return False


def _poster(asset: Asset) -> str:
    mac = public_mac(poster_scope(str(asset.key), asset.folder))
    return reverse("media_pipeline:poster", args=[mac, asset.key, asset.folder])
