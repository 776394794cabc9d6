"""Files and workers for the tests of the media pipeline."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from media_pipeline import storage
from media_pipeline.assets.models import Asset
from media_pipeline.enums import WORKING_STATES
from media_pipeline.processing import pipeline
from media_pipeline.uploads.receiving import receive_file
from media_pipeline.uploads.services import start_upload
from tests.factories.organisations import RoleGrantFactory
from tests.media_pipeline.sources import FAST, make, picture, tone
from tests.s3.fixtures import faulty_s3, s3, s3_server

__all__ = ["faulty_s3", "s3", "s3_server"]


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which tiny uploads are kept for the session."""
    return tmp_path_factory.mktemp("sources")


@pytest.fixture(scope="session")
def lesson(sources: Path) -> Path:
    """Five seconds of 320x180 at 25 pictures a second, with sound."""
    return make(sources / "lesson.mp4", *picture(5), *tone(5), *FAST, "-c:a", "aac", "-shortest")


@pytest.fixture(autouse=True)
def media_folders(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Give each test a media library, scratch and staging of its own."""
    settings.STORAGES = settings.STORAGES | {
        "media": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "library")},
        }
    }
    settings.MEDIA_SCRATCH_DIR = tmp_path / "scratch"
    settings.MEDIA_STAGING_DIR = tmp_path / "staging"
    yield tmp_path
    shutil.rmtree(tmp_path / "library", ignore_errors=True)


@pytest.fixture
def teacher(db: None) -> Any:
    """A teacher of one organisation; ``teacher.organisation_id`` names it for the tests."""
    grant = RoleGrantFactory()
    grant.person.organisation_id = grant.organisation_id
    return grant.person


@pytest.fixture
def upload_file(teacher: Any) -> Callable[[Path], Asset]:
    """Return a function that uploads a file as the teacher and gives back its asset, not processed yet."""

    def upload(path: Path, name: str = "") -> Asset:
        size = path.stat().st_size
        opened = start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name=name or path.name, size=size)
        receive_file(opened, path)
        return Asset.objects.get(pk=opened.asset_id)

    return upload


@pytest.fixture
def work_off() -> Callable[[Asset], Asset]:
    """Return a function that does what the workers would until the asset rests, and returns it as it is then."""

    def work(asset: Asset) -> Asset:
        for _round in range(40):
            asset.refresh_from_db()
            if asset.state not in WORKING_STATES:
                break
            pipeline.advance(asset.pk)
            pipeline.encode_next()
        return asset

    return work


@pytest.fixture
def library_files() -> Callable[[], list[str]]:
    """Return a function that lists all files in the library, as names from its root."""

    def names() -> list[str]:
        root = storage.path_of("")
        return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()) if root.exists() else []

    return names


@pytest.fixture
def scratch_files(media_folders: Path) -> Callable[[], list[Path]]:
    """Return a function that lists what lies in the scratch folder."""
    return lambda: list((media_folders / "scratch").rglob("*"))
