"""The restore drill: what was there when the backup was taken is there again, and nothing else."""

from pathlib import Path

import pytest

from foundation.errors import Conflict, InvalidInput
from infra.backup.services import check_backup, restore_backup, take_backup
from infra.settings.files import LOCAL
from organisations.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def library(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    settings.STORAGES = settings.STORAGES | {"media": {"BACKEND": LOCAL, "OPTIONS": {"location": str(folder)}}}
    (folder / "out/7").mkdir(parents=True)
    (folder / "out/7/master.m3u8").write_text("first")
    return folder


@pytest.fixture
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    folder = tmp_path / "media"
    folder.mkdir()
    (folder / "lesson.mp4").write_bytes(b"first")
    return folder


def test_restore_brings_back_rows_and_files(media: Path, tmp_path: Path) -> None:
    Organisation.add_root(name="泽宁老年大学", slug="senior", kind="senior_university")
    backup = take_backup(tmp_path / "backup")
    Organisation.objects.all().delete()
    Organisation.add_root(name="后来的机构", slug="later", kind="company")
    (media / "lesson.mp4").write_bytes(b"changed")

    restore_backup(backup)

    assert list(Organisation.objects.values_list("slug", flat=True)) == ["senior"]
    assert (media / "lesson.mp4").read_bytes() == b"first"
    assert (media.with_name("media.before-restore") / "lesson.mp4").read_bytes() == b"changed"


def test_videos_come_back_too_unless_they_were_left_out(media: Path, library: Path, tmp_path: Path) -> None:
    whole = take_backup(tmp_path / "whole")
    small = take_backup(tmp_path / "small", with_library=False)
    (library / "out/7/master.m3u8").write_text("changed")

    restore_backup(small)
    left_out = (library / "out/7/master.m3u8").read_text()
    restore_backup(whole)

    assert left_out == "changed"
    assert (library / "out/7/master.m3u8").read_text() == "first"
    assert (library.with_name("library.before-restore") / "out/7/master.m3u8").read_text() == "changed"
    assert sorted(file.name for file in small.iterdir()) == ["database.dump", "manifest.json", "media.tar"]


def test_damaged_backup_is_refused_and_changes_nothing(media: Path, tmp_path: Path) -> None:
    backup = take_backup(tmp_path / "backup")
    (backup / "media.tar").write_bytes(b"damaged")
    Organisation.add_root(name="泽宁老年大学", slug="senior", kind="senior_university")

    with pytest.raises(InvalidInput):
        restore_backup(backup)

    assert list(Organisation.objects.values_list("slug", flat=True)) == ["senior"]


def test_unfinished_backup_is_refused(media: Path, tmp_path: Path) -> None:
    backup = take_backup(tmp_path / "backup")
    (backup / "manifest.json").unlink()

    with pytest.raises(InvalidInput):
        check_backup(backup)


def test_backup_never_overwrites_another(media: Path, tmp_path: Path) -> None:
    take_backup(tmp_path / "backup")

    with pytest.raises(Conflict):
        take_backup(tmp_path / "backup")
