"""A disk that is really full: small file systems of their own under uploads, scratch and library."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from media_pipeline.assets.models import Asset
from media_pipeline.assets.services import retry_asset
from media_pipeline.enums import AssetState, UploadState
from media_pipeline.processing import pipeline
from media_pipeline.uploads import services
from media_pipeline.uploads.files import upload_path
from media_pipeline.uploads.models import Upload
from media_pipeline.uploads.selectors import upload_url
from media_pipeline.uploads.services import start_upload

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}
ROOM = 4 << 20

type Fill = Callable[[Path, int], Path]


@pytest.fixture
def mount_small(media_folders: Path) -> Iterator[Callable[[str], Path]]:
    """Return a function that puts a file system of ``ROOM`` bytes under one of the media folders."""
    mounted: list[Path] = []

    def mount(name: str) -> Path:
        folder = media_folders / name
        folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
        tried = subprocess.run(command, capture_output=True, text=True, check=False)
        if tried.returncode:
            pytest.skip(f"a full disk needs a file system of its own, and mounting one is refused here: {tried.stderr.strip()}")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def browser(teacher: Any) -> Client:
    client = Client()
    client.force_login(teacher)
    return client


def fill_up(folder: Path, *, but: int = 0) -> Path:
    """Write a file that leaves *but* bytes free in *folder*; deleting it makes room again."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            file.truncate(max(0, file.tell() - but) // 4096 * 4096)
    return ballast


def patch(browser: Client, upload: Upload, body: bytes, offset: int, **headers: str) -> Any:
    sent = TUS | {"Upload-Offset": str(offset)} | headers
    return browser.generic("PATCH", upload_url(upload), body, "application/offset+octet-stream", headers=sent)


def test_an_upload_stops_with_a_clear_answer_and_goes_on_when_there_is_room(
    mount_small: Callable[[str], Path], browser: Client, teacher: Any, lesson: Path
) -> None:
    content = lesson.read_bytes()
    library = mount_small("library")
    upload = start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="a.mp4", size=len(content))
    half = len(content) // 2
    first = patch(browser, upload, content[:half], 0)
    ballast = fill_up(library, but=8192)

    refused = patch(browser, upload, content[half:], half)
    arrived = services.received(upload)
    upload.refresh_from_db()
    state_then, writer_then = upload.state, upload.writer
    ballast.unlink()
    offset = int(browser.head(upload_url(upload), headers=TUS)["Upload-Offset"])
    last = patch(browser, upload, content[offset:], offset)

    assert (first.status_code, refused.status_code, refused["Upload-Error"]) == (204, 507, "disk_full")
    assert refused.content.decode().startswith("服务器的存储空间满了，传到的部分都留着")
    assert (state_then, writer_then) == (UploadState.OPEN, None)
    assert half <= arrived == offset < len(content)
    assert last.status_code == 204
    assert upload_path(upload).read_bytes() == content
    assert Asset.objects.get().state == AssetState.STORED


def test_a_part_with_its_checksum_finds_no_room_to_be_checked_in(
    mount_small: Callable[[str], Path], browser: Client, teacher: Any
) -> None:
    fill_up(mount_small("staging"))
    size = 9 << 20  # more than is checked in memory
    upload = start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="a.mp4", size=size)

    refused = patch(browser, upload, bytes(size), 0, **{"Upload-Checksum": "md5 WGjJsn8RhPVSWTg9/sSqQA=="})

    assert (refused.status_code, refused["Upload-Error"], services.received(upload)) == (507, "disk_full", 0)


def test_nobody_begins_an_upload_for_which_there_is_no_room(mount_small: Callable[[str], Path], teacher: Any) -> None:
    from foundation.api import Conflict

    mount_small("library")

    with pytest.raises(Conflict) as caught:
        start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="a.mp4", size=ROOM)

    assert (caught.value.code, Asset.objects.count(), Upload.objects.count()) == ("disk_full", 0, 0)


@pytest.mark.parametrize(
    ("folder", "steps_before", "failed_state"),
    [
        ("scratch", 0, AssetState.PROBED),
        ("scratch", 2, AssetState.ENCODING),
        ("library", 4, AssetState.ENCODING),
    ],
    ids=["scratch full at planning", "scratch full at encoding", "library full at packaging"],
)
def test_transcoding_ends_with_the_reason_and_a_retry_finishes_it(
    mount_small: Callable[[str], Path],
    upload_file: Callable[[Path], Asset],
    lesson: Path,
    teacher: Any,
    work_off: Callable[[Asset], Asset],
    settings: Any,
    media_folders: Path,
    scratch_files: Callable[[], list[Path]],
    folder: str,
    steps_before: int,
    failed_state: str,
) -> None:
    settings.MEDIA_SCRATCH_FACTOR = 0  # the room seemed enough when the work began
    small = mount_small(folder)
    asset = upload_file(lesson)
    for _step in range(steps_before):
        pipeline.advance(asset.pk) or pipeline.encode_next()
    ballast = fill_up(small, but=4096)

    work_off(asset)

    assert (asset.state, asset.error_code, asset.failed_state) == (AssetState.FAILED, "disk_full", failed_state)
    assert [path for path in scratch_files() if path != ballast] == []
    ballast.unlink()
    retry_asset(asset, actor=teacher)
    assert work_off(asset).state == AssetState.READY
    assert scratch_files() == []
