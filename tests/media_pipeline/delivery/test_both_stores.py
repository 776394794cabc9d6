"""The same lesson from local disk and from a bucket: whoever may watch gets its bytes, nobody else gets anything."""

import re
import time
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from weasyprint import HTML

from media_pipeline import storage
from media_pipeline.api import delete_handout, handout_url, playback, poster_urls, shown_pages, store_handout
from media_pipeline.assets.models import Asset
from media_pipeline.delivery import bucket_links, tokens
from media_pipeline.enums import AssetState
from media_pipeline.handouts.preparing import prepare_handout
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 40
PACKAGE = {
    "master.m3u8": b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n180.m3u8\n",
    "180.m3u8": b'#EXTM3U\n#EXT-X-MAP:URI="180.mp4",BYTERANGE="10@0"\n#EXTINF:4.0,\n#EXT-X-BYTERANGE:100@10\n180.mp4\n'
    b"#EXTINF:1.5,\n#EXT-X-BYTERANGE:50@110\n180.mp4\n#EXT-X-ENDLIST\n",
    "180.mp4": CONTENT,
    "plain.mp4": CONTENT,
    "poster.jpg": b"picture",
    "sprite.jpg": b"pictures",
    "sprite.vtt": b"WEBVTT\n",
}


@pytest.fixture(params=["disk", "bucket"])
def store(request) -> str:
    if request.param == "bucket":
        request.getfixturevalue("s3")
    return request.param


@pytest.fixture
def asset(store, teacher, tmp_path: Path) -> Asset:
    made = Asset.objects.create(
        organisation_id=teacher.organisation_id, owner=teacher, file_name="课.mp4", size=10, state=AssetState.READY,
        ready_version=1, folder="1-0123abcd", duration_ms=5500, width=320, height=180, has_sound=False,
    )  # fmt: skip
    for name, data in PACKAGE.items():
        (tmp_path / name).write_bytes(data)
        storage.put_file(f"{storage.output_folder(made.key, made.folder)}/{name}", tmp_path / name)
    return made


@pytest.fixture
def learner():
    return PersonFactory()


@pytest.fixture
def browser(learner) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def fetch(client: Client, url: str, **headers: str) -> tuple[int, bytes]:
    """What a browser does with an address: ask, and follow to the bucket."""
    if not url.startswith("http"):
        response = client.get(url, headers=headers)
        if response.status_code != 302:
            return response.status_code, b"".join(response.streaming_content) if response.streaming else response.content
        url = response["Location"]
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
        return answer.status, answer.read()


def parts_of(asset, learner, client) -> tuple[str, str, str]:
    """Walk down like a player: the addresses of master, playlist and media."""
    master = playback(asset.pk, person_id=learner.pk).master_url
    playlist = urljoin(master, fetch(client, master)[1].decode().splitlines()[-1])
    names = [line for line in fetch(client, playlist)[1].decode().splitlines() if not line.startswith("#")]
    assert len(set(names)) == 1
    return master, playlist, urljoin(playlist, names[0])


def test_the_viewer_gets_playlists_and_ranges(asset, learner, browser, store):
    master, playlist, media = parts_of(asset, learner, browser)

    assert fetch(browser, media, Range="bytes=256-511") == (206, bytes(range(256)))
    assert media.startswith("http") is (store == "bucket")
    for name in ("plain.mp4", "sprite.jpg", "sprite.vtt"):
        assert fetch(browser, urljoin(master, name)) == (200, PACKAGE[name])
    assert fetch(browser, urljoin(master, "720.m3u8"))[0] == 404
    head = re.search(rb'URI="([^"]+)"', fetch(browser, playlist)[1])
    assert head
    assert fetch(browser, urljoin(playlist, head[1].decode()), Range="bytes=0-9") == (206, CONTENT[:10])


def test_a_stranger_a_visitor_and_a_copied_link_get_nothing(asset, learner, browser, store):
    master = parts_of(asset, learner, browser)[0]
    stranger = Client()
    stranger.force_login(PersonFactory())
    signed_out = Client()
    signed_out.force_login(learner)
    assert signed_out.get(master).status_code == 200
    kept = signed_out.cookies["media_viewer"].value
    signed_out.logout()
    signed_out.cookies["media_viewer"] = kept
    names = [urljoin(master, name) for name in ("master.m3u8", "180.m3u8", "180.mp4", "plain.mp4", "sprite.jpg", "sprite.vtt")]

    for client in (stranger, Client(), signed_out):
        answers = [client.get(name) for name in names]
        assert [answer.status_code for answer in answers] == [403] * 6
        assert not any(b"X-Amz" in answer.content or "Location" in answer.headers for answer in answers)


def test_a_signed_address_lives_as_long_as_the_lesson_and_two_hours(asset, learner, browser, store):
    master, _playlist, media = parts_of(asset, learner, browser)
    plain = browser.get(urljoin(master, "plain.mp4")).headers.get("Location", "")

    lives = [int(found) for found in re.findall(r"X-Amz-Expires=(\d+)", media + " " + plain)]

    assert lives == ([7206, 7206] if store == "bucket" else [])


def test_posters_are_public_and_handouts_are_not(asset, learner, browser, teacher):
    stored = store_handout(
        actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile("讲义.pdf", b"%PDF-1.7 x")
    )
    url = handout_url(stored.pk, person_id=learner.pk)

    assert fetch(Client(), poster_urls([asset.pk])[asset.pk]) == (200, b"picture")
    assert fetch(browser, url) == (200, b"%PDF-1.7 x")
    assert Client().get(url).status_code == 403


def test_pages_of_handouts_are_drawn_given_to_one_person_and_deleted_with_the_file(
    asset, store, learner, browser, teacher, django_capture_on_commit_callbacks
):
    content = HTML(string="<p>接地保护</p>").write_pdf()
    stored = store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile("a.pdf", content))
    prepare_handout(stored.pk)
    page = shown_pages([stored], person_id=learner.pk)[stored.pk][0]

    status, picture = fetch(browser, page.large_url)
    refused = [fetch(Client(), page.large_url)[0], fetch(browser, page.large_url.replace("/m/pages/", "/m/pages/x"))[0]]
    with django_capture_on_commit_callbacks(execute=True):
        delete_handout(stored, actor=teacher)

    assert (status, picture[:3], refused) == (200, b"\xff\xd8\xff", [403, 403])
    assert [key for key in storage.list_keys() if key.startswith(("pages/", "files/"))] == []


def test_the_bucket_downloads_a_handout_under_its_name(s3, teacher, learner, browser):
    stored = store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile("讲义.pdf", b"%PDF"))

    with urllib.request.urlopen(browser.get(handout_url(stored.pk, person_id=learner.pk))["Location"], timeout=20) as answer:
        told = (answer.headers["Content-Type"], answer.headers["Content-Disposition"])

    assert told == ("application/pdf", "attachment; filename*=utf-8''%E8%AE%B2%E4%B9%89.pdf")


@pytest.mark.parametrize("store", ["bucket"], indirect=True)
def test_a_bucket_that_does_not_answer_is_named(asset, learner, browser, faulty_s3, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    bucket_links.package_text.cache_clear()
    faulty_s3.down = -1

    response = browser.get(playback(asset.pk, person_id=learner.pk).master_url, headers={"Accept": "application/json"})

    assert (response.status_code, response.json()["code"]) == (503, "storage_failed")


def test_deciding_costs_less_than_a_tenth_of_a_millisecond():
    scope = "asset/3f2c1d9e-0000-0000-0000-000000000000/1-0123abcd"
    token, cookie = tokens.make_token(scope, person_id=7, lifetime=600), tokens.viewer_cookie(7, int(time.time()) + 600, "s" * 32)
    begun = time.process_time()
    for _round in range(2000):
        grant = tokens.read_token(token, scope)
        assert grant is not None
        assert tokens.read_viewer(cookie, "s" * 32) == grant.person_id

    assert (time.process_time() - begun) / 2000 < 0.0001
