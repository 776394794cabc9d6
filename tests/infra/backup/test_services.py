"""The restore drill: what was there when the backup was taken is there again, and nothing else."""

from pathlib import Path

import pytest

from foundation.errors import Conflict, InvalidInput
from infra.backup.services import check_backup, restore_backup, take_backup
from organisations.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)


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
