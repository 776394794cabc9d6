"""Files in a real S3 server that checks signatures, also while it fails."""

import hashlib
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from media_pipeline import storage
from media_pipeline.storage import StorageDown, originals

CONTENT = bytes(range(256)) * 5000
KEY = "out/2d3f/1-0123abcd/720.mp4"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "made.mp4"
    path.write_bytes(CONTENT)
    return path


def stored(key: str = KEY) -> bytes:
    with storage.media_storage().open(key) as handle:
        return handle.read()


def get(address: str, **headers: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


def test_a_file_is_put_once_and_read_back(s3, file, tmp_path):
    first = storage.put_file(KEY, file)
    file.write_bytes(CONTENT)
    second = storage.put_file(KEY, file)

    assert first == second == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert (stored() == CONTENT, file.exists(), storage.checksum_of(KEY)) == (True, False, first[1])
    with storage.local_file(KEY, tmp_path) as path:
        assert path.read_bytes() == CONTENT
    assert path.exists() is False


def test_the_same_bytes_again_send_nothing(faulty_s3, file):
    storage.put_file(KEY, file)
    file.write_bytes(CONTENT)
    faulty_s3.seen.clear()

    storage.put_file(KEY, file)

    assert [line.split()[0] for line in faulty_s3.seen] == ["HEAD"]


def test_every_file_of_the_site_goes_there(s3):
    name = storages["default"].save("original_images/封面.jpg", ContentFile(b"picture"))

    with storages["default"].open(name) as handle:
        assert handle.read() == b"picture"
    assert get(storages["default"].url(name)) == (200, b"picture")
    assert list(storage.list_keys()) == []


def test_folders_are_listed_and_deleted_whole(s3, tmp_path):
    for number in range(3):
        path = tmp_path / "x"
        path.write_bytes(b"x")
        storage.put_file(f"work/a/1/{number}.mp4", path)
    (tmp_path / "y").write_bytes(b"y")
    storage.put_file("work/a/12/0.mp4", tmp_path / "y")

    storage.delete_folder("work/a/1")
    storage.delete_keys(["work/nothing"])

    assert list(storage.list_keys()) == ["work/a/12/0.mp4"]


def test_an_address_gives_ranges_until_it_ends_and_cannot_be_changed(s3, file):
    storage.put_file(KEY, file)
    address = storage.media_bucket().address(KEY, seconds=60, content_type="video/mp4")

    assert get(address, Range="bytes=256-511") == (206, bytes(range(256)))
    assert get(address.split("?")[0])[0] == 403
    assert get(address.replace("720.mp4", "1080.mp4"))[0] == 403
    assert get(address.replace("X-Amz-Expires=60", "X-Amz-Expires=90"))[0] == 403
    assert get(storage.media_bucket().address(KEY, seconds=-1))[0] in (400, 403)


def test_a_missing_file_is_named(s3, tmp_path):
    with pytest.raises(FileNotFoundError):
        storage.media_storage().size(KEY)
    with pytest.raises(FileNotFoundError), storage.local_file("work/a/1/x.mp4", tmp_path):
        pass


@pytest.mark.parametrize("fault", [{"down": 2}, {"cut": 2}, {"slow": 0.3}], ids=["503 twice", "cut twice", "slow"])
def test_short_trouble_is_got_over(fault, faulty_s3, file, tmp_path):
    storage.put_file(KEY, file)
    for name, value in fault.items():
        setattr(faulty_s3, name, value)

    with storage.local_file(KEY, tmp_path) as path:
        assert path.read_bytes() == CONTENT


def test_lasting_trouble_has_a_name_and_leaves_nothing_half(faulty_s3, file, tmp_path, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    faulty_s3.down = -1

    with pytest.raises(StorageDown):
        storage.put_file(KEY, file)
    assert file.read_bytes() == CONTENT
    faulty_s3.down = 0
    assert storage.put_file(KEY, file)[0] == len(CONTENT)


def test_an_upload_is_fetched_once_for_many_pieces(faulty_s3, file, tmp_path):
    storage.put_file("src/a/1", file)
    faulty_s3.seen.clear()

    for _piece in range(3):
        with storage.local_file("src/a/1", tmp_path) as path:
            assert path.read_bytes() == CONTENT
    fetched = [line for line in faulty_s3.seen if line.startswith("GET")]
    storage.forget_copy("src/a/1")

    assert (len(fetched), path.exists()) == (1, False)


def test_copies_make_room_for_each_other_but_not_while_they_are_read(s3, file, tmp_path, settings):
    settings.MEDIA_COPIES_BYTES = int(len(CONTENT) * 2.5)
    for name in "abc":
        file.write_bytes(CONTENT)
        storage.put_file(f"src/{name}/1", file)

    with storage.local_file("src/a/1", tmp_path) as read:
        for name in "bc":
            with storage.local_file(f"src/{name}/1", tmp_path):
                pass
        kept = sorted(path.name for path in (tmp_path / "scratch" / "originals").iterdir())
        assert (kept, read.exists()) == (["a-1", "c-1"], True)


def test_a_copy_that_was_cleared_while_it_was_waited_for_is_fetched_again(s3, file, tmp_path):
    storage.put_file("src/a/1", file)
    with originals.copy_of(storage.media_bucket(), "src/a/1"):
        pass
    storage.forget_copy("src/a/1")

    with originals.copy_of(storage.media_bucket(), "src/a/1") as path:
        assert path.read_bytes() == CONTENT


def test_a_large_file_goes_in_parts(s3, tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"z" * (66 << 20))

    assert storage.put_file(KEY, path)[0] == 66 << 20
    assert storage.media_bucket().size(KEY) == 66 << 20
    assert storage.media_bucket().open_multiparts() == []
