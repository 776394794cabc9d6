"""The upload list and the player in a real Chromium, against the real endpoints and a really processed video."""

import shutil
import time
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as live
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from media_pipeline import storage
from media_pipeline.api import attach_captions, playback, request_sealing
from media_pipeline.assets.models import Asset
from media_pipeline.delivery import tokens
from media_pipeline.enums import AssetState
from media_pipeline.sealing.models import Sealing
from media_pipeline.sealing.services import seal
from media_pipeline.uploads import parts
from media_pipeline.uploads.files import upload_path
from media_pipeline.uploads.models import Upload
from tests.media_pipeline.browser import site

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def trial_site(settings, monkeypatch, teacher) -> None:
    """Serve the trial pages; Playwright's loop in this thread does not touch the database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.ROOT_URLCONF = "tests.media_pipeline.browser.site"
    settings.TRY_ORGANISATION = teacher.organisation_id
    site.BEATS.clear()
    site.RENEWALS.clear()


@pytest.fixture
def page(live_server, teacher, socket_enabled):
    """A page of a browser that is signed in as the teacher."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    client = Client()
    client.force_login(teacher)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        context = browser.new_context(base_url=live_server.url, locale="zh-CN")
        cookie = client.cookies[live.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": live.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        opened = context.new_page()
        opened.faults = []
        opened.on("pageerror", lambda error: opened.faults.append(str(error)))
        opened.on("console", lambda message: opened.faults.append(message.text) if message.type == "error" else None)
        yield opened
        browser.close()


@pytest.fixture
def ready(upload_file, work_off, lesson, teacher) -> Asset:
    """A processed lesson with captions."""
    asset = work_off(upload_file(lesson))
    attach_captions(asset.pk, actor=teacher, language="zh", text="00:00.000 --> 00:05.000\n先坐五分钟")
    return asset


def until(page, condition: str, seconds: float = 20) -> None:
    """Wait until a condition holds in the page; the page's own policy forbids Playwright's way of doing it."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)


def test_a_file_goes_up_survives_a_cut_and_becomes_ready(page, lesson, work_off):
    page.goto("/try/upload")
    cut = {"done": False}

    def cut_once(route):
        if route.request.method == "PATCH" and not cut["done"]:
            cut["done"] = True
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/**", cut_once)
    page.set_input_files("[data-upload-input]", str(lesson))

    expect(page.locator(".file .quiet").first).to_have_text("等待检查", timeout=20_000)
    asset = Asset.objects.get()
    assert (asset.state, cut["done"]) == (AssetState.STORED, True)
    assert upload_path(Upload.objects.get()).read_bytes() == lesson.read_bytes()
    work_off(asset)
    expect(page.locator(".file .quiet").first).to_have_text("可用", timeout=20_000)
    assert page.locator(".pipeline li[data-state=done]").count() == 5


def test_what_was_left_goes_on_from_there_and_a_refusal_is_plain(page, work_off, tmp_path, teacher):
    from media_pipeline.uploads.files import Appender
    from media_pipeline.uploads.services import start_upload

    wrong = tmp_path / "答疑录屏.mp4"
    wrong.write_bytes(b"<!DOCTYPE html><html>" + b"x" * 1000)
    left = start_upload(actor=teacher, organisation_id=teacher.organisation_id, file_name=wrong.name, size=wrong.stat().st_size)
    appender = Appender(upload_path(left), 0)
    appender.append(wrong.read_bytes()[:500])
    appender.close()

    page.goto("/try/upload")
    expect(page.locator(".file p")).to_contain_text("会从断点接着传")
    page.set_input_files("[data-upload-input]", str(wrong))
    expect(page.locator(".file .quiet").first).to_have_text("等待检查", timeout=20_000)
    assert upload_path(left).read_bytes() == wrong.read_bytes()
    work_off(Asset.objects.get())

    expect(page.locator(".file[data-state=bad]")).to_contain_text("这个文件里是一个网页，不是视频。", timeout=20_000)
    assert (Upload.objects.count(), page.locator(".file").count()) == (1, 1)


def test_the_player_plays_seeks_reports_and_renews(page, ready, monkeypatch):
    page.goto(f"/try/player/{ready.pk}")
    video = page.locator("video")
    page.click("[data-play]")
    until(page, "document.querySelector('video').currentTime > 1.5", 20)

    assert video.evaluate("v => [v.videoWidth, v.controls, v.currentSrc.startsWith('blob:')]") == [320, False, True]
    assert video.evaluate("v => v.webkitAudioDecodedByteCount > 0") is True
    expect(page.locator("[data-caption] span")).to_have_text("先坐五分钟")
    expect(page.locator("[data-count-message]")).to_have_text("还差一点")

    page.keyboard.press("k")
    until(page, "document.querySelector('video').paused")
    page.locator("body").press(">")
    page.locator("body").press("c")
    assert video.evaluate("v => v.playbackRate") == 1.25
    expect(page.locator("[data-captions]")).to_have_attribute("aria-pressed", "false")

    page.click("[data-t='3']")
    until(page, "document.querySelector('video').currentTime > 3.2", 20)
    expect(page.locator("[data-t='3']")).to_have_attribute("aria-current", "true")
    until(page, "document.querySelector('video').ended", 20)
    page.wait_for_timeout(300)

    beats = [beat for message in site.BEATS for beat in message["beats"]]
    assert [beat["seq"] for beat in beats] == list(range(1, len(beats) + 1))
    assert all(beat["to_ms"] > beat["from_ms"] for beat in beats)
    assert min(beat["from_ms"] for beat in beats) < 300
    assert 4700 <= max(beat["to_ms"] for beat in beats) <= 5100
    assert page.faults == []


def test_listening_only_and_resuming(page, ready):
    page.goto(f"/try/player/{ready.pk}?position=1500")
    page.click("[data-play]")
    video = page.locator("video")
    until(page, "document.querySelector('video').currentTime > 1.6", 20)
    video.evaluate("v => v.playbackRate = 0.5")  # the clip is short: it shall not end before the click
    page.click("[data-audio-only]")
    until(page, "document.querySelector('video').videoWidth === 0 && document.querySelector('video').currentTime > 2", 20)

    assert video.evaluate("v => v.playbackRate") == 0.5
    assert page.faults == []


@pytest.mark.parametrize("allowed", [0, 4], ids=["at once", "later"])
def test_an_address_that_ran_out_is_renewed_without_a_stop(allowed, page, ready, monkeypatch):
    seen: list[str] = []
    read_token = tokens.read_token

    def refuse_the_first(token, scope):
        seen.append(token)
        return None if token == seen[0] and len(seen) > allowed else read_token(token, scope)

    monkeypatch.setattr(
        tokens, "read_token", lambda token, scope: refuse_the_first(token, scope) if "asset/" in scope else read_token(token, scope)
    )
    with time_machine.travel(timezone.now() - timedelta(minutes=10)):
        old = playback(ready.pk, person_id=ready.owner_id)
    monkeypatch.setattr(site, "first_addresses", lambda media: old)

    page.goto(f"/try/player/{ready.pk}")
    page.click("[data-play]")
    until(page, "document.querySelector('video').ended", 40)

    assert [ready.pk] == site.RENEWALS
    assert page.locator("video").evaluate("v => [v.error, v.currentSrc.startsWith('blob:')]") == [None, True]


@pytest.fixture
def bucket_site(s3, live_server, settings, monkeypatch) -> None:
    """The trial pages over a bucket that lets them in."""
    storage.media_bucket().prepare([live_server.url])
    connect = {"connect-src": ["'self'", s3.endpoint], "media-src": ["'self'", "blob:", s3.endpoint]}
    settings.SECURE_CSP = settings.SECURE_CSP | connect | {"img-src": ["'self'", "data:", s3.endpoint]}
    monkeypatch.setattr(parts, "PART", 5 << 20)


def test_a_file_goes_into_the_bucket_in_parts_survives_cuts_and_a_closed_page(bucket_site, page, tmp_path):
    content = bytes(range(256)) * ((16 << 20) // 256)
    path = tmp_path / "长课.mp4"
    path.write_bytes(content)
    puts = []

    def cut_the_second_and_hold_the_rest(route):
        puts.append(route.request.url)
        if len(puts) == 1:
            route.continue_()
        elif len(puts) == 2:
            route.abort()

    page.route("**/media/src/**", cut_the_second_and_hold_the_rest)
    page.goto("/try/upload")
    page.set_input_files("[data-upload-input]", str(path))
    end = time.monotonic() + 30
    while not (Upload.objects.exists() and parts.parts_of(Upload.objects.get()).arrived):
        assert time.monotonic() < end, puts
        page.wait_for_timeout(100)

    page.unroute("**/media/src/**")
    page.goto("/try/upload")
    expect(page.locator(".file p")).to_contain_text("会从断点接着传")
    page.set_input_files("[data-upload-input]", str(path))
    expect(page.locator(".file .quiet").first).to_have_text("等待检查", timeout=30_000)

    stored = b"".join(storage.media_bucket().blocks(storage.source_key(Asset.objects.get().key, 1)))
    assert stored == content
    assert (Upload.objects.count(), storage.media_bucket().open_multiparts()) == (1, [])


def test_a_lesson_plays_from_the_bucket_and_links_that_ran_out_are_renewed(bucket_site, page, ready, settings, monkeypatch):
    settings.MEDIA_LINK_EXTRA_SECONDS = -4  # a lesson of five seconds: its links are good for one
    monkeypatch.setattr(site, "on_renewal", lambda: setattr(settings, "MEDIA_LINK_EXTRA_SECONDS", 7200))
    slow = []

    def come_late(route):
        if not slow:
            slow.append(time.sleep(2.5))
        route.continue_()

    page.route("**/media/out/**/*.mp4?*", come_late)
    page.goto(f"/try/player/{ready.pk}")
    page.click("[data-play]")
    expect(page.locator("[data-caption] span")).to_have_text("先坐五分钟", timeout=40_000)
    until(page, "document.querySelector('video').ended", 60)

    assert [ready.pk] == site.RENEWALS
    assert page.locator("video").evaluate("v => [v.error, v.currentSrc.startsWith('blob:'), v.videoWidth]") == [None, True, 320]


@pytest.mark.parametrize("store", ["disk", "bucket"])
def test_an_encrypted_lesson_plays_with_its_mark_and_a_key_that_ran_out_is_asked_for_anew(store, page, request, teacher):
    if store == "bucket":
        request.getfixturevalue("bucket_site")
    ready = request.getfixturevalue("ready")
    request_sealing([ready.pk])
    assert seal(Sealing.objects.get().pk) is True
    keys: list[str] = []

    def refuse_the_first(route):
        keys.append(route.request.url)
        if len(keys) == 1:
            route.fulfill(status=403)
        else:
            route.continue_()

    page.route("**/*.key", refuse_the_first)
    page.goto(f"/try/player/{ready.pk}?sealed=1")
    page.click("[data-play]")
    until(page, "document.querySelector('video').currentTime > 0.5", 60)
    mark = page.locator(".player__mark")
    expect(mark).to_have_text("林＊芸 2846")
    page.evaluate("document.querySelector('.player__mark').remove()")
    expect(mark).to_have_text("林＊芸 2846")
    page.evaluate("document.querySelector('.player__mark').hidden = true")
    expect(mark).to_be_visible()
    bottoms = page.evaluate("""() => [0, 1, 2, 3, 4, 5].map((place) => {
      document.querySelector(".player__mark").dataset.place = place;
      return document.querySelector(".player__mark").getBoundingClientRect().bottom;
    })""")
    assert max(bottoms) <= page.evaluate("document.querySelector('[data-caption]').getBoundingClientRect().top")
    assert len(set(bottoms)) == 3
    until(page, "document.querySelector('video').ended", 60)

    assert [ready.pk] == site.RENEWALS
    assert page.locator("video").evaluate("v => [v.error, v.videoWidth]") == [None, 320]
