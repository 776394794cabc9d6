"""Who gets a lesson's files, and in which pieces."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from foundation.api import InvalidInput, NotFound
from media_pipeline import storage
from media_pipeline.api import attach_captions, handout_url, playback, poster_urls, store_handout
from media_pipeline.assets.models import Asset
from media_pipeline.delivery import tokens
from media_pipeline.enums import AssetState
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 4000


@pytest.fixture
def asset(teacher) -> Asset:
    """A ready asset whose files are made up; delivery does not look into them."""
    made = Asset.objects.create(
        organisation_id=teacher.organisation_id, owner=teacher, file_name="课.mp4", size=10, state=AssetState.READY,
        ready_version=1, folder="1-0123abcd", duration_ms=5000, width=320, height=180, has_sound=True,
    )  # fmt: skip
    folder = storage.path_of(f"out/{made.key}/1-0123abcd")
    folder.mkdir(parents=True)
    for name in ("master.m3u8", "180.mp4", "poster.jpg", "sprite.vtt"):
        (folder / name).write_bytes(CONTENT)
    return made


@pytest.fixture
def learner():
    return PersonFactory()


@pytest.fixture
def browser(learner) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def media_url(asset, learner, name="180.mp4", **options) -> str:
    return playback(asset.pk, person_id=learner.pk if learner else None, **options).master_url.replace("master.m3u8", name)


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_person_gets_the_file_and_its_parts(asset, learner, browser):
    url = media_url(asset, learner)

    whole, part, tail = (browser.get(url, headers=headers) for headers in ({}, {"Range": "bytes=10-19"}, {"Range": "bytes=-5"}))

    assert (whole.status_code, whole["Content-Length"], whole["Accept-Ranges"], body(whole)) == (200, "1024000", "bytes", CONTENT)
    assert (part.status_code, part["Content-Range"], body(part)) == (206, "bytes 10-19/1024000", CONTENT[10:20])
    assert (tail.status_code, tail["Content-Length"], body(tail)) == (206, "5", CONTENT[-5:])
    assert (whole["Content-Type"], whole["X-Content-Type-Options"]) == ("video/mp4", "nosniff")
    assert whole["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_head_has_the_length_and_no_body(asset, learner, browser):
    response = browser.head(media_url(asset, learner))

    assert (response.status_code, response["Content-Length"], body(response)) == (200, "1024000", b"")


def test_a_range_outside_the_file_is_416(asset, learner, browser):
    response = browser.get(media_url(asset, learner), headers={"Range": "bytes=1024000-"})

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024000")


def test_if_range_and_if_none_match(asset, learner, browser):
    url = media_url(asset, learner)
    etag = browser.get(url)["ETag"]

    statuses = [
        browser.get(url, headers={"Range": "bytes=0-1", "If-Range": etag}).status_code,
        browser.get(url, headers={"Range": "bytes=0-1", "If-Range": '"other"'}).status_code,
        browser.get(url, headers={"If-None-Match": etag}).status_code,
    ]

    assert statuses == [206, 200, 304]


def test_a_copied_address_is_worth_nothing_in_another_browser(asset, learner):
    url = media_url(asset, learner)
    other = Client()
    other.force_login(PersonFactory())

    assert (other.get(url).status_code, Client().get(url).status_code) == (403, 403)


def test_after_the_first_request_no_database_is_asked(asset, learner, browser, django_assert_num_queries):
    url = media_url(asset, learner)
    browser.get(url)

    with django_assert_num_queries(0):
        response = browser.get(url, headers={"Range": "bytes=0-9"})

    assert response.status_code == 206
    assert (browser.cookies["media_viewer"]["path"], browser.cookies["media_viewer"]["httponly"]) == ("/m/", True)


def test_a_token_ends_and_opens_nothing_else(asset, learner, browser, teacher):
    url = media_url(asset, learner, lifetime=timedelta(minutes=5))
    other = Asset.objects.create(organisation_id=teacher.organisation_id, owner=teacher, file_name="b", size=1)
    token = url.split("/")[2]

    forged = [
        url.replace(token, token[:-1] + ("A" if token[-1] != "A" else "B")),
        url.replace(str(asset.key), str(other.key)),
        url.replace("1-0123abcd", "2-0123abcd"),
        url.replace(token, tokens.make_token("asset/else", person_id=learner.pk, lifetime=60)),
        url.replace(token, "nonsense"),
    ]

    assert [browser.get(address).status_code for address in forged] == [403] * 5
    with time_machine.travel(timezone.now() + timedelta(minutes=7)):
        assert browser.get(url).status_code == 403


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "secret.txt", "..%2f..%2fx.mp4", "180.mp4.bak", "captions.xx.vtt"])
def test_only_files_of_a_package_have_a_name(name, asset, learner, browser):
    assert browser.get(media_url(asset, learner, name)).status_code == 404


def test_a_missing_file_is_404(asset, learner, browser):
    assert browser.get(media_url(asset, learner, "720.mp4")).status_code == 404


def test_nothing_but_reading_is_allowed(asset, learner, browser):
    assert browser.post(media_url(asset, learner)).status_code == 405


def test_nginx_sends_the_bytes_when_it_is_there(asset, learner, browser, settings):
    settings.MEDIA_ACCEL_PREFIX = "/library/"

    response = browser.get(media_url(asset, learner))

    assert response["X-Accel-Redirect"] == f"/library/out/{asset.key}/1-0123abcd/180.mp4"
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"", "video/mp4")


def test_an_address_for_anybody_needs_no_sign_in(asset):
    assert Client().get(media_url(asset, None)).status_code == 200


def test_a_poster_is_public_by_an_unguessable_address(asset):
    url = poster_urls([asset.pk])[asset.pk]

    assert Client().get(url)["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Client().get(url.replace(url.split("/")[3], "A" * 24)).status_code == 404


def test_playback_tells_everything_in_two_queries(asset, learner, teacher, django_assert_num_queries):
    for language in ("zh", "en"):
        attach_captions(asset.pk, actor=teacher, language=language, text="00:00.000 --> 00:01.000\n好")

    with django_assert_num_queries(2):
        found = playback(asset.pk, person_id=learner.pk)

    assert [(track.language, track.label) for track in found.captions] == [("en", "英文"), ("zh", "中文")]
    assert (found.duration_ms, found.version, found.width, found.height, found.expires_in) == (5000, 1, 320, 180, 7200)
    assert found.audio_url.endswith("/audio.m3u8")


def test_an_asset_that_is_not_ready_has_no_playback(asset, learner):
    Asset.objects.update(state=AssetState.ENCODING, ready_version=0)

    with pytest.raises(NotFound):
        playback(asset.pk, person_id=learner.pk)


def test_captions_come_as_escaped_vtt(asset, learner, browser, teacher):
    attach_captions(
        asset.pk, actor=teacher, language="zh", text="1\n00:00:00,000 --> 00:00:01,000\n<script>alert(1)</script> & 好\n"
    )
    url = playback(asset.pk, person_id=learner.pk).captions[0].url

    response = browser.get(url)

    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert response.content.decode() == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n&lt;script&gt;alert(1)&lt;/script&gt; &amp; 好\n"
    )
    assert browser.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_captions_that_nobody_stands_for_any_more_are_not_given_out(asset, learner, browser, teacher):
    attach_captions(asset.pk, actor=teacher, language="zh", text="00:00.000 --> 00:01.000\n好")
    url = playback(asset.pk, person_id=learner.pk).captions[0].url
    assert browser.get(url).status_code == 200

    attach_captions(asset.pk, actor=teacher, language="zh", text="00:00.000 --> 00:01.000\n坏", approved=False)

    assert browser.get(url).status_code == 404


def test_a_handout_is_a_download_under_its_own_name(teacher, learner, browser):
    file = SimpleUploadedFile("家庭血压记录表（一周）.pdf", b"%PDF-1.7 x")
    stored = store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=file)
    url = handout_url(stored.pk, person_id=learner.pk)

    response = browser.get(url)

    assert (response.status_code, body(response), response["Content-Type"]) == (200, b"%PDF-1.7 x", "application/pdf")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%AE%B6")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert (Client().get(url).status_code, browser.get(f"/files/x-y-z/{stored.key}/").status_code) == (403, 403)


def test_a_handout_name_cannot_break_its_header(teacher, learner, browser):
    stored = store_handout(
        actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile('a"; x=\r\nSet-Cookie: b.pdf', b"%PDF")
    )

    response = browser.get(handout_url(stored.pk, person_id=learner.pk))

    assert response["Content-Disposition"] == 'attachment; filename="a\\"; x=Set-Cookie: b.pdf"'
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("name", "content", "code"), [("a.exe", b"MZ", "handout_type"), ("a.html", b"<p>", "handout_type"), ("a.pdf", b"", "empty")]
)
def test_what_is_no_handout_is_not_kept(name, content, code, teacher, library_files):
    with pytest.raises(InvalidInput) as caught:
        store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile(name, content))

    assert (caught.value.code, library_files()) == (code, [])


def test_an_unknown_handout(learner):
    with pytest.raises(NotFound):
        handout_url(1, person_id=learner.pk)
    assert (
        Client()
        .get(f"/files/{tokens.make_token(f'file/{uuid.UUID(int=1)}', person_id=None, lifetime=60)}/{uuid.UUID(int=1)}/")
        .status_code
        == 404
    )
