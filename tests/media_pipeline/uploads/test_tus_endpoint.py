"""The upload endpoint, word by word of tus 1.0."""

import hashlib
import uuid
from base64 import b64encode
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from media_pipeline.assets.models import Asset
from media_pipeline.enums import AssetState, UploadState
from media_pipeline.uploads import services
from media_pipeline.uploads.files import Appender, OffsetMoved, upload_path
from media_pipeline.uploads.models import StorageQuota, Upload
from media_pipeline.uploads.selectors import upload_url
from media_pipeline.uploads.services import start_upload
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def upload(teacher) -> Upload:
    return start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="课.mp4", size=10)


@pytest.fixture
def browser(teacher) -> Client:
    client = Client()
    client.force_login(teacher)
    return client


def metadata_for(**pairs) -> str:
    return ",".join(f"{key} {b64encode(str(value).encode()).decode()}" for key, value in pairs.items())


def patch(client, upload, body, offset=0, **headers):
    return client.generic(
        "PATCH", upload_url(upload), body, "application/offset+octet-stream", headers=TUS | {"Upload-Offset": str(offset)} | headers
    )


def test_options_tells_what_there_is(client):
    response = client.options("/uploads/")

    told = {
        name: response[name] for name in ("Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm", "Tus-Resumable")
    }
    assert response.status_code == 204
    assert told == {
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,expiration,checksum,termination",
        "Tus-Max-Size": str(8 << 30),
        "Tus-Checksum-Algorithm": "sha256,sha1,md5",
        "Tus-Resumable": "1.0.0",
    }


def test_creation_answers_with_an_address_and_an_end(browser, teacher):
    metadata = metadata_for(filename="量血压.mp4", organisation=teacher.organisation_id)

    response = browser.post("/uploads/", headers=TUS | {"Upload-Length": "1000", "Upload-Metadata": metadata})

    upload = Upload.objects.get()
    assert (response.status_code, response["Location"]) == (201, f"http://testserver/uploads/{upload.key}/")
    assert (upload.file_name, upload.length, upload.owner) == ("量血压.mp4", 1000, teacher)
    assert response["Upload-Expires"].endswith(" GMT")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "1000"}, 400),
        ({"Upload-Length": "-1", "Upload-Metadata": "organisation MQ=="}, 400),
        ({"Upload-Length": "x", "Upload-Metadata": "organisation MQ=="}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": "organisation %%%"}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": "organisation MTIzNDU2Nzg5"}, 403),
    ],
)
def test_a_wrong_creation_makes_nothing(headers, status, browser):
    response = browser.post("/uploads/", headers=TUS | headers)

    assert (response.status_code, Upload.objects.count(), Asset.objects.count()) == (status, 0, 0)


def test_somebody_who_does_not_teach_there_may_not_create(teacher):
    stranger = Client()
    stranger.force_login(PersonFactory())
    metadata = metadata_for(organisation=teacher.organisation_id)

    response = stranger.post("/uploads/", headers=TUS | {"Upload-Length": "5", "Upload-Metadata": metadata})

    assert (response.status_code, Upload.objects.count()) == (403, 0)


def test_creation_over_the_limit_is_413(browser, teacher):
    metadata = metadata_for(organisation=teacher.organisation_id)

    response = browser.post("/uploads/", headers=TUS | {"Upload-Length": str((8 << 30) + 1), "Upload-Metadata": metadata})

    assert (response.status_code, response.content.decode()) == (
        413,
        "这个文件超过 8 GB。请导出为较小的 MP4（1080p 就够），或剪成几段再上传。",
    )


def test_bytes_arrive_in_parts_and_the_last_one_hands_the_file_on(browser, upload):
    first = patch(browser, upload, b"01234")
    between = browser.head(upload_url(upload), headers=TUS)
    last = patch(browser, upload, b"56789", 5)

    upload.refresh_from_db()
    assert (first.status_code, first["Upload-Offset"]) == (204, "5")
    assert (between.status_code, between["Upload-Offset"], between["Upload-Length"], between["Cache-Control"]) == (
        200,
        "5",
        "10",
        "no-store",
    )
    assert (last.status_code, last["Upload-Offset"]) == (204, "10")
    assert upload_path(upload).read_bytes() == b"0123456789"
    assert (upload.state, upload.asset.state) == (UploadState.FINISHED, AssetState.STORED)


def test_a_finished_upload_still_says_where_it_stands(browser, upload):
    patch(browser, upload, b"0123456789")

    response = browser.head(upload_url(upload), headers=TUS)

    assert (response.status_code, response["Upload-Offset"]) == (200, "10")


@pytest.mark.parametrize(
    ("body", "offset", "headers", "status"),
    [
        (b"xx", 3, {}, 409),
        (b"xx", 0, {"Upload-Offset": "-1"}, 400),
        (b"xx", 0, {"Upload-Checksum": "sha256 AAAA"}, 460),
        (b"xx", 0, {"Upload-Checksum": "crc32 AAAA"}, 400),
        (b"01234567890", 0, {}, 413),
        (b"xx", 0, {"Tus-Resumable": "0.2.2"}, 412),
    ],
)
def test_a_wrong_part_leaves_the_upload_as_it_was(body, offset, headers, status, browser, upload):
    response = patch(browser, upload, body, offset, **headers)

    upload.refresh_from_db()
    assert (response.status_code, services.received(upload), upload.offset, upload.state) == (status, 0, 0, UploadState.OPEN)


def test_wrong_content_type_is_415(browser, upload):
    response = browser.generic("PATCH", upload_url(upload), b"x", "text/plain", headers=TUS | {"Upload-Offset": "0"})

    assert (response.status_code, services.received(upload)) == (415, 0)


@pytest.mark.parametrize("algorithm", ["sha256", "sha1", "md5"])
def test_a_part_with_its_checksum_is_taken(algorithm, browser, upload):
    digest = b64encode(hashlib.new(algorithm, b"01234").digest()).decode()

    response = patch(browser, upload, b"01234", **{"Upload-Checksum": f"{algorithm} {digest}"})

    assert (response.status_code, services.received(upload)) == (204, 5)


def test_a_stranger_and_a_visitor_learn_nothing_and_change_nothing(upload):
    stranger = Client()
    stranger.force_login(PersonFactory())

    answers = [
        (client.head(upload_url(upload), headers=TUS).status_code, patch(client, upload, b"evil").status_code,
         client.delete(upload_url(upload), headers=TUS).status_code)
        for client in (stranger, Client())
    ]  # fmt: skip

    upload.refresh_from_db()
    assert answers == [(404, 404, 404), (401, 401, 401)]
    assert (services.received(upload), upload.state) == (0, UploadState.OPEN)


def test_a_forged_form_from_another_site_is_refused(teacher, upload):
    checking = Client(enforce_csrf_checks=True)
    checking.force_login(teacher)

    response = patch(checking, upload, b"01234")

    assert (response.status_code, services.received(upload)) == (403, 0)


def test_termination_removes_bytes_and_says_gone_afterwards(browser, upload, django_capture_on_commit_callbacks):
    patch(browser, upload, b"01234")

    with django_capture_on_commit_callbacks(execute=True):
        response = browser.delete(upload_url(upload), headers=TUS)

    upload.refresh_from_db()
    assert (response.status_code, upload.state, upload_path(upload).exists()) == (204, UploadState.TERMINATED, False)
    assert (upload.asset.state, upload.asset.error_code) == (AssetState.FAILED, "upload_cancelled")
    assert browser.head(upload_url(upload), headers=TUS).status_code == 410
    assert patch(browser, upload, b"01234").status_code == 410


def test_what_nobody_continues_expires(browser, upload, django_capture_on_commit_callbacks):
    patch(browser, upload, b"01234")
    Upload.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    with django_capture_on_commit_callbacks(execute=True):
        assert services.expire_uploads() == 1

    upload.refresh_from_db()
    assert (upload.state, upload.asset.error_code, upload_path(upload).exists()) == (UploadState.EXPIRED, "upload_expired", False)
    assert browser.head(upload_url(upload), headers=TUS).status_code == 410


def test_a_second_tab_waits_while_the_first_one_writes(browser, upload):
    answers = []

    def blocks():
        yield b"01"
        answers.append(patch(browser, upload, b"zz", 2).status_code)
        yield b"23"

    services.append_blocks(upload, 0, blocks())

    assert (answers, upload_path(upload).read_bytes()) == ([423], b"0123")


def test_two_writers_can_never_interleave(upload):
    first, second = Appender(upload_path(upload), 0), Appender(upload_path(upload), 0)

    first.append(b"aaa")
    with pytest.raises(OffsetMoved):
        second.append(b"bbb")

    assert upload_path(upload).read_bytes() == b"aaa"
    first.close()
    second.close()


def test_bytes_that_a_killed_process_wrote_count(browser, upload):
    """kill -9 in the middle of a PATCH: the row never heard of the bytes, the file has them."""
    appender = Appender(upload_path(upload), 0)
    appender.append(b"0123456")
    appender.close()

    response = browser.head(upload_url(upload), headers=TUS)

    assert response["Upload-Offset"] == "7"
    assert patch(browser, upload, b"789", 7).status_code == 204


def test_a_process_killed_after_the_last_byte_is_made_up_for(upload):
    appender = Appender(upload_path(upload), 0)
    appender.append(b"0123456789")
    appender.close()

    assert services.finish_whole_uploads() == 1

    upload.refresh_from_db()
    assert (upload.state, upload.asset.state) == (UploadState.FINISHED, AssetState.STORED)
    assert services.finish_whole_uploads() == 0


def test_an_organisation_keeps_within_its_quota(teacher, upload):
    from foundation.api import Conflict

    StorageQuota.objects.update(bytes=15)

    with pytest.raises(Conflict) as caught:
        start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="b.mp4", size=6)

    assert (caught.value.code, Upload.objects.count()) == ("quota_full", 1)
    start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="b.mp4", size=5)


def test_a_full_disk_takes_no_upload(teacher, settings):
    from foundation.api import Conflict

    settings.MEDIA_SCRATCH_FACTOR = 1 << 50

    with pytest.raises(Conflict) as caught:
        start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name="b.mp4", size=6)

    assert (caught.value.code, Asset.objects.count()) == ("disk_full", 0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("C:\\课\\a.mp4", "a.mp4"),
        ("../../etc/passwd", "passwd"),
        ("a\nb\x00.mp4", "ab.mp4"),
        ("", "没有名字的文件"),
        ("长" * 300, "长" * 255),
    ],
)
def test_a_file_name_is_only_text(typed, kept, teacher):
    upload = start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name=typed, size=1)

    assert upload.file_name == kept
    assert str(upload.asset.key) in str(upload_path(upload))


def test_an_unknown_upload_is_404(browser):
    assert browser.head(f"/uploads/{uuid.uuid4()}/", headers=TUS).status_code == 404
