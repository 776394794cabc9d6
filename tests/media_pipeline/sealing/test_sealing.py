"""Encrypted lessons: what lies in the store is unreadable, who may watch gets the keys, and nobody else."""

import io
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest
import time_machine
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from django.test import Client
from django.utils import timezone

from foundation.api import NotFound
from media_pipeline import storage
from media_pipeline.api import playback, request_sealing
from media_pipeline.assets.models import Asset
from media_pipeline.sealing import services
from media_pipeline.sealing.cipher import KEY_SECONDS, content_key, seal_rendition
from media_pipeline.sealing.models import Sealing
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db
SECRET = b"s" * 32


@pytest.fixture(params=["disk", "bucket"])
def sealed(request, upload_file, work_off, lesson) -> Asset:
    if request.param == "bucket":
        request.getfixturevalue("s3")
    asset = work_off(upload_file(lesson))
    request_sealing([asset.pk])
    assert services.seal(Sealing.objects.get().pk) is True
    return asset


@pytest.fixture
def learner():
    return PersonFactory()


@pytest.fixture
def browser(learner) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_every_segment_opens_with_its_key_and_only_with_it():
    segments = [bytes([number]) * (100 + number) for number in range(4)]
    media, at, lines = b"HEAD" + b"".join(segments), 4, ["#EXTM3U", '#EXT-X-MAP:URI="360.mp4",BYTERANGE="4@0"']
    for segment in segments:
        lines += ["#EXTINF:200.0,", f"#EXT-X-BYTERANGE:{len(segment)}@{at}", "360.mp4"]
        at += len(segment)
    target = io.BytesIO()

    text = seal_rendition(
        "\n".join([*lines, "#EXT-X-ENDLIST"]), io.BytesIO(media), target, rendition="360", sealed_name="s360", secret=SECRET
    )

    keys = re.findall(r'#EXT-X-KEY:METHOD=AES-128,URI="(s360-\d{4}\.key)"', text)
    assert keys == ["s360-0000.key", "s360-0001.key", "s360-0002.key"]
    assert (text.index("#EXT-X-MAP") < text.index("#EXT-X-KEY"), target.getvalue()[:4]) == (True, b"HEAD")
    ranges = [(int(size), int(offset)) for size, offset in re.findall(r"BYTERANGE:(\d+)@(\d+)", text)]
    for number, (size, offset) in enumerate(ranges):
        key = content_key(SECRET, "360", number * 200 // KEY_SECONDS)
        cipher = Cipher(algorithms.AES(key), modes.CBC(number.to_bytes(16, "big"))).decryptor()
        padder = PKCS7(128).unpadder()
        data = target.getvalue()[offset : offset + size]
        assert segments[number] not in data
        assert padder.update(cipher.update(data) + cipher.finalize()) + padder.finalize() == segments[number]
    assert sum(size for size, _offset in ranges) + 4 == len(target.getvalue())
    assert content_key(SECRET, "360", 0) != content_key(SECRET, "720", 0) != content_key(b"t" * 32, "720", 0)


@pytest.mark.parametrize("playlist", ["", "#EXTM3U\n#EXTINF:4,\n360.mp4\n", "#EXTM3U\n#EXTINF:4,\n#EXT-X-BYTERANGE:999@0\n360.mp4"])
def test_a_playlist_that_does_not_fit_is_refused(playlist):
    with pytest.raises(ValueError, match=r"no segments|shorter|no byte range"):
        seal_rendition(playlist, io.BytesIO(b"short"), io.BytesIO(), rendition="a", sealed_name="sa", secret=SECRET)


def test_a_real_package_comes_back_whole_with_the_keys(sealed, tmp_path: Path):
    base, secret = storage.output_folder(sealed.key, sealed.folder), bytes(Sealing.objects.get().secret)

    def stored(name: str) -> bytes:
        with storage.local_file(f"{base}/{name}", tmp_path) as path:
            return path.read_bytes()

    names = re.findall(r"\bs(\w+)\.m3u8", stored("smaster.m3u8").decode())
    assert sorted(names) == sorted(re.findall(r"(\w+)\.m3u8", stored("master.m3u8").decode()))
    for name in names:
        text, data = stored(f"s{name}.m3u8").decode(), stored(f"s{name}.mp4")
        head = int(re.findall(r'BYTERANGE="(\d+)@0"', text)[0])
        whole = [data[:head]]
        for number, (size, offset) in enumerate(re.findall(r"BYTERANGE:(\d+)@(\d+)", text)):
            cipher = Cipher(algorithms.AES(content_key(secret, name, 0)), modes.CBC(number.to_bytes(16, "big"))).decryptor()
            padder = PKCS7(128).unpadder()
            piece = data[int(offset) : int(offset) + int(size)]
            whole.append(padder.update(cipher.update(piece) + cipher.finalize()) + padder.finalize())
        clear, clear_text = stored(f"{name}.mp4"), stored(f"{name}.m3u8").decode()
        ranges = [(int(offset), int(size)) for size, offset in re.findall(r"BYTERANGE:(\d+)@(\d+)", clear_text)]
        assert whole == [clear[:head], *(clear[offset : offset + size] for offset, size in ranges)]


def test_the_viewer_gets_playlists_and_keys_and_nothing_readable(sealed, learner, browser):
    found = playback(sealed.pk, person_id=learner.pk, sealed=True)
    rung = next(line for line in text_of(browser, found.master_url).splitlines() if not line.startswith("#"))
    playlist = text_of(browser, urljoin(found.master_url, rung))
    [key_name] = set(re.findall(r'METHOD=AES-128,URI="([^"]+)"', playlist))

    key = browser.get(urljoin(found.master_url, key_name))

    assert (found.mp4_url, found.expires_in, rung.startswith("s")) == ("", 600, True)
    assert (key.status_code, len(key.content), key["Cache-Control"]) == (200, 16, "private, no-store")
    readable = [
        "master.m3u8",
        rung.removeprefix("s"),
        rung.removeprefix("s").replace("m3u8", "mp4"),
        "plain.mp4",
        "s1-0000.key.mp4",
    ]
    assert [browser.get(urljoin(found.master_url, name)).status_code for name in readable] == [404] * 5
    clear = playback(sealed.pk, person_id=learner.pk)
    assert [browser.get(urljoin(clear.master_url, name)).status_code for name in ("smaster.m3u8", key_name)] == [404, 404]


def test_a_key_is_for_the_person_signed_in_now(sealed, learner, browser):
    found = playback(sealed.pk, person_id=learner.pk, sealed=True)
    url = urljoin(found.master_url, "saudio-0000.key")
    assert browser.get(found.master_url).status_code == 200
    assert browser.get(url).status_code == 200
    stranger, signed_out = Client(), Client()
    stranger.force_login(PersonFactory())
    signed_out.cookies["media_viewer"] = browser.cookies["media_viewer"].value

    assert [client.get(url).status_code for client in (stranger, signed_out, Client())] == [403, 403, 403]
    with time_machine.travel(timezone.now() + timedelta(minutes=12)):
        assert browser.get(url).status_code == 403


def test_what_is_not_sealed_yet_says_so_and_is_asked_for_once(upload_file, work_off, lesson, learner):
    asset = work_off(upload_file(lesson))
    for _round in range(2):
        with pytest.raises(NotFound) as caught:
            playback(asset.pk, person_id=learner.pk, sealed=True)
    assert (caught.value.code, Sealing.objects.count()) == ("being_sealed", 1)

    [sealing] = Sealing.objects.all()
    assert (services.seal(sealing.pk), services.seal(sealing.pk)) == (True, False)
    assert playback(asset.pk, person_id=learner.pk, sealed=True).master_url.endswith("/smaster.m3u8")


def test_a_copy_that_could_not_be_made_is_tried_again(upload_file, work_off, lesson, scratch_files):
    asset = work_off(upload_file(lesson))
    request_sealing([asset.pk])
    key = f"{storage.output_folder(asset.key, asset.folder)}/audio.mp4"
    sound = storage.path_of(key).read_bytes()
    storage.delete_keys([key])
    [sealing] = Sealing.objects.all()

    assert services.seal(sealing.pk) is False
    sealing.refresh_from_db()
    assert (sealing.done_at, "audio.mp4" in sealing.error, scratch_files()) == (None, True, [])
    storage.path_of(key).write_bytes(sound)
    Sealing.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert (services.sweep_sealings(), services.seal(sealing.pk)) == (1, True)
