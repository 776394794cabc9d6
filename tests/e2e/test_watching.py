"""Watching a lesson in Chromium: everything the player offers, on weak lines and other devices, and nothing for anybody else.

The site is served by a process of its own whose addresses end after a few seconds, so every walk here meets their renewal.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from infra.runner.processes import product_processes
from tests.e2e.looking import CURRENT, until
from tests.e2e.product import ROOT, Product, free_port
from tests.media_pipeline.sources import FAST, make, picture, tone

SECONDS = 24
TOKEN_SECONDS = 5
COUNT_STALLS = """
  window.stalled = 0;
  const video = document.querySelector("video");
  video.addEventListener("waiting", () => (window.stalledAt ??= performance.now()));
  video.addEventListener("timeupdate", () => {
    if (window.stalledAt) window.stalled = Math.max(window.stalled, performance.now() - window.stalledAt);
    window.stalledAt = null;
  });
"""
"""Keeps the longest time in milliseconds for which the picture stood while it should have played."""
WITHOUT_MEDIA_SOURCE = "delete window.MediaSource; delete window.ManagedMediaSource; delete window.WebKitMediaSource;"
WITHOUT_HLS = "HTMLMediaElement.prototype.canPlayType = () => '';"


@dataclass(frozen=True)
class Watched:
    """The lessons, and who may watch them; ``url`` is where addresses end soon."""

    url: str
    sessions: dict[str, str]
    lessons: dict[str, str]
    ids: dict[str, int]

    def client(self, part: str = "") -> requests.Session:
        """Return a client that is signed in as *part*; without one, signed out."""
        client = requests.Session()
        if part:
            client.cookies.set("sessionid", self.sessions[part])
        return client


@pytest.fixture(scope="module")
def hasty(product: Product) -> Iterator[str]:
    """Serve the product a second time, with addresses that end after seconds; return where."""
    port = free_port()
    arguments = next(process.arguments for process in product_processes(port=port, var=product.var) if process.name == "web")
    url = f"http://127.0.0.1:{port}"
    environment = product.environment | {"MEDIA_TOKEN_SECONDS": str(TOKEN_SECONDS), "BASE_URL": url}
    with (product.var / "hasty.log").open("ab") as log:
        process = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    yield url
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def watched(hasty: str, product: Product, people: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A packaged lesson in an open course, and the same video encrypted in another."""
    source = [*picture(SECONDS, size="854x480", rate="10"), *tone(SECONDS), *FAST, "-c:a", "aac"]
    video = make(tmp_path_factory.mktemp("watched") / "lesson.mp4", *source)
    command = [sys.executable, "-W", "ignore", "-m", "tests.e2e.watched", str(video)]
    result = subprocess.run(command, cwd=ROOT, env=product.environment, capture_output=True, text=True, timeout=180)
    assert result.returncode == 0, result.stderr
    product.wait_until_served(url=hasty)
    return Watched(hasty, **json.loads(result.stdout))


@pytest.fixture
def device(browser: Browser, watched: Watched) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that gives one of the people a browser of their own."""
    contexts: list[BrowserContext] = []

    def open_browser(part: str, script: str = "", **options: Any) -> BrowserContext:
        size = {"width": 1280, "height": 800}
        context = browser.new_context(base_url=watched.url, locale="zh-CN", **({"viewport": size} | options))
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "sessionid", "value": watched.sessions[part], "url": watched.url}])
        if script:
            context.add_init_script(script)
        contexts.append(context)
        return context

    yield open_browser
    for context in contexts:
        context.close()


def watch(context: BrowserContext, address: str) -> Page:
    """Open a lesson and press play; a script error fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.goto(address)
    page.click("[data-play]")
    return page


def media_addresses(page: Page) -> list[str]:
    """Collect from now on which media *page* asks for."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/m/" in request.url else None)
    return asked


def test_playing_seeking_captions_speed_sound_alone_and_no_stop_at_the_end_of_addresses(
    device: Callable[..., BrowserContext], watched: Watched
) -> None:
    context = device("learner")
    page = watch(context, watched.lessons["open"])
    until(page, f"{CURRENT} > 0.2")
    page.evaluate(COUNT_STALLS)
    renewals: list[int] = []
    page.on("response", lambda answer: renewals.append(answer.status) if answer.url.endswith("/playback") else None)
    refusals: list[str] = []
    page.on("response", lambda answer: refusals.append(answer.url) if answer.status >= 400 else None)

    until(page, f"{CURRENT} > 1")
    expect(page.locator("[data-caption] span")).to_have_text("先坐五分钟，不说话。")
    page.locator("body").press("c")
    expect(page.locator("[data-caption]")).to_be_hidden()
    page.click("[data-speed]")
    expect(page.locator("[data-speed]")).to_have_text("1.25 倍速")
    until(page, f"{CURRENT} > 9", 20)  # longer than any address was good for
    expect(page.locator("[data-captions]")).to_have_attribute("aria-pressed", "false")

    assert (renewals[0], set(renewals), refusals) == (200, {200}, [])
    assert page.evaluate("window.stalled") < 1000

    page.locator("[data-seek]").focus()
    page.keyboard.press("ArrowRight")
    until(page, f"{CURRENT} > 19")
    page.click("[data-back]")
    until(page, f"{CURRENT} < 16 && {CURRENT} > 9.5")
    page.click("[data-audio-only]")
    until(page, "document.querySelector('video').videoWidth === 0 && !document.querySelector('video').paused")
    expect(page.locator(".player__listening")).to_contain_text("正在只听声音，每小时约")
    asked = media_addresses(page)
    page.evaluate("document.querySelector('video').currentTime = 20")
    until(page, "document.querySelector('video').ended", 30)
    assert [address for address in asked if "audio" not in address] == []

    again = watch(context, watched.lessons["open"])
    until(again, f"{CURRENT} > 0.2")
    expect(again.locator(".player__listening")).to_be_visible()
    expect(again.locator("[data-speed]")).to_have_text("1.25 倍速")
    expect(again.locator("[data-captions]")).to_have_attribute("aria-pressed", "false")
    again.click("[data-watch]")
    until(again, "document.querySelector('video').videoWidth > 0")


def slow_line(context: BrowserContext, page: Page, *, kilobits: int) -> None:
    """Let no more than so many kilobits a second reach the page."""
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    conditions = {"offline": False, "latency": 40, "downloadThroughput": kilobits * 125, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", conditions)


def test_a_weak_line_gets_a_smaller_picture_and_a_chosen_one_stays(device: Callable[..., BrowserContext], watched: Watched) -> None:
    context = device("learner")
    page = watch(context, watched.lessons["open"])
    until(page, "document.querySelector('video').dataset.level === '480'")
    assert page.evaluate("document.querySelector('video').videoHeight") == 480
    page.evaluate("document.querySelector('video').pause()")

    page.click("[data-quality]")
    page.get_by_role("radio", name="360P 流畅").check()
    page.locator("[data-play]").click()
    until(page, "document.querySelector('video').dataset.level === '360'")
    until(page, "document.querySelector('video').videoHeight === 360")
    expect(page.locator("[data-quality]")).to_have_text("360P")
    page.close()

    kept = watch(context, watched.lessons["open"])
    until(kept, "document.querySelector('video').dataset.level === '360'")
    kept.click("[data-quality]")
    kept.get_by_role("radio", name="自动").check()
    kept.close()

    fresh = device("learner")
    weak = fresh.new_page()
    slow_line(fresh, weak, kilobits=400)
    weak.goto(f"{watched.lessons['open']}?t=0.1")
    weak.click("[data-play]")
    until(weak, "document.querySelector('video').dataset.level === '360'", 60)


def test_a_lesson_goes_on_where_it_was_left_on_another_device(device: Callable[..., BrowserContext], watched: Watched) -> None:
    phone = watch(device("learner", viewport={"width": 360, "height": 740}), f"{watched.lessons['open']}?t=11")
    until(phone, f"{CURRENT} > 12")
    phone.keyboard.press("k")
    until(phone, "document.querySelector('video').paused")
    left = phone.evaluate(CURRENT)
    phone.close()

    desk = watch(device("learner"), watched.lessons["open"])
    until(desk, f"{CURRENT} > 0.1")
    assert abs(desk.evaluate(CURRENT) - left) < 2.5


@pytest.mark.parametrize(
    ("script", "ending", "hidden"),
    [
        (WITHOUT_MEDIA_SOURCE, "native.m3u8", "480P 清晰"),
        (WITHOUT_MEDIA_SOURCE + WITHOUT_HLS, "plain.mp4", "只听声音"),
    ],
    ids=["its own HLS", "one file"],
)
def test_browsers_without_media_source_play_what_they_can(
    script: str, ending: str, hidden: str, device: Callable[..., BrowserContext], watched: Watched
) -> None:
    context = device("learner", script)
    page = watch(context, watched.lessons["open"])
    until(page, f"{CURRENT} > 0.5")

    assert page.evaluate("document.querySelector('video').currentSrc").endswith(ending)
    expect(page.locator(".player__choice", has_text=hidden)).to_be_hidden()


def test_an_encrypted_lesson_plays_under_its_viewers_mark(device: Callable[..., BrowserContext], watched: Watched) -> None:
    page = watch(device("learner"), watched.lessons["sealed"])
    asked = media_addresses(page)
    until(page, f"{CURRENT} > 1")

    expect(page.locator(".player__mark")).to_have_text(re.compile(r"^林＊芸 \d{4}$"))
    until(page, f"{CURRENT} > 4.5")
    assert [address for address in asked if address.rsplit("/", 1)[1][0] != "s" and "captions" not in address] == []


def answers(watched: Watched, lesson: str) -> dict[str, str]:
    """Return addresses of everything that a lesson is made of, as its learner gets them."""
    learner = watched.client("learner")
    told = learner.get(f"{watched.url}/api/learning/lessons/{watched.ids[lesson]}/playback", timeout=30).json()
    found = {"master": told["master_url"], "sound": told["audio_url"], "captions": told["captions"][0]["url"]}
    found |= {"plain": told["mp4_url"]} if told["mp4_url"] else {}
    master = learner.get(watched.url + found["master"], timeout=30).text
    rung = next(line for line in master.splitlines() if line.endswith("360.m3u8"))
    found["rung"] = urljoin(found["master"], rung)
    playlist = learner.get(watched.url + found["rung"], timeout=30).text
    if 'URI="' in playlist and "METHOD=AES-128" in playlist:
        key = playlist.split('METHOD=AES-128,URI="')[1].split('"')[0]
        found["key"] = urljoin(found["rung"], key)
    found["media"] = found["rung"].replace(".m3u8", ".mp4")
    assert {learner.get(watched.url + address, timeout=30).status_code for address in found.values()} == {200}
    return found


@pytest.mark.parametrize("lesson", ["open", "sealed"])
def test_nobody_else_gets_anything(lesson: str, watched: Watched) -> None:
    found = answers(watched, lesson)
    playback = f"{watched.url}/api/learning/lessons/{watched.ids[lesson]}/playback"
    got: dict[str, dict[str, int]] = {}
    for part in ("stranger", ""):
        client = watched.client(part)
        got[part] = {name: client.get(watched.url + address, timeout=30).status_code for name, address in found.items()}
        got[part]["playback"] = client.get(playback, timeout=30).status_code
        page = client.get(watched.url + watched.lessons[lesson], timeout=30)
        assert (page.status_code, re.findall(r"data-player|/m/(?!poster/)", page.text)) == (200, [])

    assert got == {part: dict.fromkeys([*found, "playback"], 403) for part in ("stranger", "")}
    assert ("key" in found, "plain" in found) == (lesson == "sealed", lesson == "open")
    if lesson == "open":
        return  # the same tokens end there; one wait is enough
    time.sleep(TOKEN_SECONDS + 1)
    learner = watched.client("learner")
    late = {name: learner.get(watched.url + address, timeout=30).status_code for name, address in found.items()}
    assert late == dict.fromkeys(found, 403)
