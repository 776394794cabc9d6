"""``manage.py media_check``: do rows, files and checksums agree, and do the walls of the sandbox stand?"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import F, Q

from media_pipeline import storage
from media_pipeline.assets.models import Artifact, Asset
from media_pipeline.enums import AssetState
from media_pipeline.handouts.models import PagePicture, StoredFile
from media_pipeline.narration.models import Recording
from media_pipeline.processing.sandbox import network_wall
from media_pipeline.processing.soffice import INSTALL, office_program


class Command(BaseCommand):
    """Exit code 1 when anything differs; each difference is one line."""

    help = "Compare the media library with its rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the quick look."""
        parser.add_argument("--quick", action="store_true", help="compare sizes only, not checksums")

    def handle(self, *args: Any, quick: bool, **options: Any) -> None:
        """Look at everything and say what differs."""
        if not network_wall():
            self.stdout.write(
                "NOTE ffmpeg and LibreOffice run without a network wall: this system lets nobody make a network namespace"
            )
        if office_program() is None:
            self.stdout.write(f"NOTE LibreOffice is missing, so PPT and Word hand-outs show no pages: {INSTALL}")
        differences = [*differing_files(quick=quick), *unknown_files()]
        for line in differences:
            self.stdout.write(line)
        self.stdout.write(f"{len(differences)} differences")
        sys.exit(bool(differences))


def differing_files(*, quick: bool) -> Iterator[str]:
    """Yield a line for each row whose file is missing, of another size, or of another checksum."""
    artifacts = Artifact.objects.values_list("key", "size", "sha256").iterator()
    handouts = ((row.storage_key, row.size, row.sha256) for row in StoredFile.objects.iterator())
    pictures = ((row.storage_key, row.size, row.sha256) for row in PagePicture.objects.select_related("stored_file").iterator())
    recordings = ((row.storage_key, row.size, row.sha256) for row in Recording.objects.filter(size__gt=0).iterator())
    for rows in (artifacts, handouts, pictures, recordings, _sources()):
        for key, size, digest in rows:
            if fault := _fault(key, size, "" if quick else digest):
                yield f"{fault} {key}"


def _sources() -> Iterator[tuple[str, int, str]]:
    """Yield the originals that should be there."""
    kept = Asset.objects.exclude(
        state__in=(AssetState.UPLOADING, AssetState.COMPOSING, AssetState.DELETING, AssetState.REJECTED)
    ).exclude(sha256="")
    given_up = Q(state=AssetState.READY) & ~Q(version=F("ready_version"))  # a new version was cancelled; the facts were its own
    kept = kept.filter(source_dropped_at__isnull=True).exclude(given_up)
    for asset in kept.iterator():
        yield storage.source_key(asset.key, asset.version), asset.size, asset.sha256


def _fault(key: str, size: int, digest: str) -> str:
    media = storage.media_storage()
    if not media.exists(key):
        return "MISSING"
    if media.size(key) != size:
        return "SIZE"
    return "CHECKSUM" if digest and storage.checksum_of(key) != digest else ""


def unknown_files() -> Iterator[str]:
    """Yield a line for each stored file that belongs to no row."""
    assets = {str(key) for key in Asset.objects.values_list("key", flat=True)}
    handouts = {str(key) for key in StoredFile.objects.values_list("key", flat=True)}
    artifacts = set(Artifact.objects.values_list("key", flat=True))
    recordings = {row.storage_key for row in Recording.objects.filter(size__gt=0).iterator()}
    pages = {row.storage_key for row in PagePicture.objects.select_related("stored_file").iterator()}
    for key in storage.list_keys():
        area, _slash, rest = key.partition("/")
        owner = rest.split("/", 1)[0]
        known = {
            "out": key in artifacts,
            "work": owner in assets,
            "src": owner in assets,
            "files": owner in handouts,
            "pages": key in pages,
            "recordings": key in recordings,
        }
        if not known.get(area, False):
            yield f"UNKNOWN {key}"
