"""Uploads in parts straight into a real bucket, as a browser does them, with its cuts, tabs and crashes."""

import hashlib
import http.client
import time
import urllib.error
import urllib.request
from base64 import b64encode
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from foundation.api import Conflict
from media_pipeline import storage
from media_pipeline.assets.models import Asset
from media_pipeline.enums import AssetState, UploadState
from media_pipeline.uploads import parts
from media_pipeline.uploads.models import StorageQuota, Upload
from media_pipeline.uploads.selectors import room_of, upload_addresses
from media_pipeline.uploads.services import expire_uploads, start_upload, terminate_upload
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db
SMALLEST = 5 << 20  # what S3 takes as a part that is not the last
CONTENT = bytes(range(256)) * ((12 << 20) // 256)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch) -> None:
    monkeypatch.setattr(parts, "PART", SMALLEST)


@pytest.fixture
def upload(s3, teacher) -> Upload:
    return start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="课.mp4", size=len(CONTENT))


@pytest.fixture
def browser(teacher) -> Client:
    client = Client()
    client.force_login(teacher)
    return client


def piece(number: int) -> bytes:
    return CONTENT[(number - 1) * SMALLEST : number * SMALLEST]


def sum_of(data: bytes) -> str:
    return b64encode(hashlib.sha256(data).digest()).decode()


def put(address: str, data: bytes, *, told: bytes | None = None) -> int:
    headers = {"Content-Type": "", "x-amz-checksum-sha256": sum_of(data if told is None else told)}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, headers, method="PUT"), timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def send(upload: Upload, *numbers: int) -> None:
    for number, address in parts.part_addresses(upload, {number: sum_of(piece(number)) for number in numbers}).items():
        assert put(address, piece(number)) == 200


def state(upload: Upload) -> tuple[str, str]:
    upload.refresh_from_db()
    return upload.state, Asset.objects.get(pk=upload.asset_id).state


def test_a_file_goes_up_in_parts_and_is_handed_to_the_worker(upload, browser):
    urls = upload_addresses(upload)
    assert (urls["protocol"], browser.get(urls["parts_url"]).json()) == (
        "parts", {"part_size": SMALLEST, "count": 3, "arrived": []},
    )  # fmt: skip
    sums = {number: sum_of(piece(number)) for number in (1, 2, 3)}
    answer = browser.post(urls["parts_url"], {"sums": sums}, content_type="application/json").json()
    for number, address in answer["addresses"].items():
        assert put(address, piece(int(number))) == 200

    joined = browser.post(urls["parts_url"].replace("/parts", "/join"))

    assert (joined.status_code, *state(upload)) == (204, UploadState.FINISHED, AssetState.STORED)
    with storage.media_storage().open(storage.source_key(upload.asset.key, 1)) as handle:
        assert handle.read() == CONTENT
    assert browser.post(urls["parts_url"].replace("/parts", "/join")).status_code == 204


def test_closing_the_browser_loses_nothing_that_arrived(upload, browser):
    send(upload, 2)

    [listed] = browser.get("/api/media/uploads").json()
    resumed = browser.get(listed["parts_url"]).json()
    joined = browser.post(listed["parts_url"].replace("/parts", "/join"))

    assert (listed["protocol"], resumed["arrived"]) == ("parts", [2])
    assert (joined.status_code, joined.json()["missing"], joined.json()["code"]) == (409, [1, 3], "parts_missing")
    upload.refresh_from_db()
    assert (upload.offset, *state(upload)) == (SMALLEST, UploadState.OPEN, AssetState.UPLOADING)
    send(upload, 1, 3)
    parts.join_parts(upload)
    assert state(upload) == (UploadState.FINISHED, AssetState.STORED)


def test_an_address_takes_its_part_and_nothing_else(upload):
    address = parts.part_addresses(upload, {3: sum_of(piece(3))})[3]

    assert put(address, piece(3)[:-1] + b"x", told=piece(3)) == 400
    assert put(address, piece(3)[:-1] + b"x") == 403
    assert put(address, piece(3) + b"more", told=piece(3)) == 403
    assert put(address.replace("partNumber=3", "partNumber=2"), piece(3)) == 403
    assert put(address.split("&X-Amz-Signature")[0], piece(3)) == 400
    assert parts.parts_of(upload).arrived == []
    assert put(address, piece(3)) == 200


def test_a_part_whose_line_was_cut_is_not_taken_for_a_whole_one(upload):
    found = urlsplit(parts.part_addresses(upload, {1: sum_of(piece(1))})[1])
    connection = http.client.HTTPConnection(found.netloc, timeout=20)
    connection.putrequest("PUT", f"{found.path}?{found.query}", skip_accept_encoding=True)
    connection.putheader("Content-Length", str(SMALLEST))
    connection.putheader("x-amz-checksum-sha256", sum_of(piece(1)))
    connection.endheaders()
    connection.send(piece(1)[:-70_000])
    time.sleep(0.3)
    connection.close()
    time.sleep(0.5)

    assert parts.parts_of(upload).arrived == []


@pytest.mark.parametrize(
    ("numbers", "text", "code"),
    [([], "", "no_such_part"), ([0], "", "no_such_part"), ([4], "", "no_such_part"), (range(1, 18), "", "no_such_part"),
     ([1], "nonsense", "bad_sum"), ([1], "A" * 43 + "=\r\nx: y", "bad_sum")],
)  # fmt: skip
def test_what_is_no_part(numbers, text, code, upload, browser):
    url, sums = upload_addresses(upload)["parts_url"], {number: text or sum_of(b"") for number in numbers}
    answer = browser.post(url, {"sums": sums}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_only_the_owner_sees_the_upload(upload):
    stranger, url = Client(), upload_addresses(upload)["parts_url"]
    stranger.force_login(PersonFactory())

    answers = [stranger.get(url), stranger.post(url, {"sums": {1: sum_of(b"")}}, content_type="application/json")]
    answers.append(stranger.post(url.replace("/parts", "/join")))

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert [Client().get(url).status_code, Client().post(url.replace("/parts", "/join")).status_code] == [401, 401]
    upload.refresh_from_db()
    assert (upload.parts_id, *state(upload)) == ("", UploadState.OPEN, AssetState.UPLOADING)


def test_a_crash_between_joining_and_the_books_is_mended(upload):
    send(upload, 1, 2, 3)
    arrived = storage.media_bucket().parts(storage.source_key(upload.asset.key, 1), upload.parts_id)
    storage.media_bucket().complete_parts(storage.source_key(upload.asset.key, 1), upload.parts_id, arrived)
    Upload.objects.update(joining_at=timezone.now() - timedelta(minutes=2))

    assert parts.join_left_parts() == 1
    assert state(upload) == (UploadState.FINISHED, AssetState.STORED)


def test_two_tabs_begin_one_upload(upload):
    other = Upload.objects.get(pk=upload.pk)
    parts.part_addresses(upload, {1: sum_of(piece(1))})
    parts.part_addresses(other, {1: sum_of(piece(1))})

    assert other.parts_id == upload.parts_id
    assert [found.upload_id for found in storage.media_bucket().open_multiparts()] == [upload.parts_id]


def test_a_cancelled_upload_leaves_nothing_in_the_bucket(upload, teacher, django_capture_on_commit_callbacks):
    send(upload, 1)
    with django_capture_on_commit_callbacks(execute=True):
        terminate_upload(upload, actor=teacher)

    assert storage.media_bucket().open_multiparts() == []
    assert state(upload) == (UploadState.TERMINATED, AssetState.FAILED)
    upload.refresh_from_db()
    with pytest.raises(Conflict):
        parts.part_addresses(upload, {1: sum_of(piece(1))})


def test_what_nobody_goes_on_with_is_dropped_after_two_days(upload, settings, django_capture_on_commit_callbacks):
    send(upload, 1)
    stray = storage.media_bucket().begin_parts("src/stray/1")

    assert (parts.abort_old_parts(), expire_uploads()) == (0, 0)
    settings.MEDIA_PARTS_DAYS = 0
    assert parts.abort_old_parts() == 1
    assert stray not in {found.upload_id for found in storage.media_bucket().open_multiparts()}
    with time_machine.travel(upload.created_at + timedelta(days=2, minutes=1)):
        assert [left.pk for left in Upload.objects.filter(expires_at__lt=timezone.now())] == [upload.pk]
    Upload.objects.update(expires_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert expire_uploads() == 1
    assert storage.media_bucket().open_multiparts() == []
    assert Asset.objects.get().error_code == "upload_expired"


def test_the_store_that_does_not_answer_is_named_and_nothing_is_lost(upload, browser, faulty_s3, monkeypatch):
    send(upload, 1, 2, 3)
    url = upload_addresses(upload)["parts_url"].replace("/parts", "/join")
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    faulty_s3.down = -1
    refused = browser.post(url)
    faulty_s3.down = 0

    assert (refused.status_code, refused.json()["code"]) == (503, "storage_failed")
    assert "已经传好的不会丢" in refused.json()["message"]
    assert (browser.post(url).status_code, *state(upload)) == (204, UploadState.FINISHED, AssetState.STORED)


def test_tus_is_not_offered_beside_it(upload, browser, teacher):
    import base64

    organisation = base64.b64encode(str(teacher.organisation_id).encode()).decode()
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": f"organisation {organisation}"}
    answers = [
        browser.post("/uploads/", headers=headers),
        browser.patch(
            upload_addresses(upload)["upload_url"], b"x", headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"},
            content_type="application/offset+octet-stream",
        ),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [501, 501]
    assert Upload.objects.filter(state=UploadState.OPEN).count() == 1


def test_the_quota_and_the_count_hold_here_too(upload, teacher, settings):
    StorageQuota.objects.update(bytes=len(CONTENT) + 9)
    with pytest.raises(Conflict) as full:
        start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="b.mp4", size=10)
    settings.MEDIA_MAX_OPEN_UPLOADS = 1
    with pytest.raises(Conflict) as many:
        start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="b.mp4", size=1)

    assert (full.value.code, many.value.code) == ("quota_full", "too_many_uploads")
    room = room_of(teacher.organisation_id)
    assert (room.used, room.limit, room.left, Upload.objects.count()) == (len(CONTENT), len(CONTENT) + 9, 9, 1)
