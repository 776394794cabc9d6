"""How long a learner on a slow phone waits for a lesson: Chromium at 1.6 Mbit/s with a quarter of the CPU, nothing in its cache."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.output import emit
from benchmarks.scratch import FOLDER, Scratch
from benchmarks.servers import ROOT, gunicorn

ROUNDS = 5
VIDEO_SECONDS = 8
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER = 4
GOAL_SECONDS = 1.5
GIVE_UP_SECONDS = 60
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

_WATCH = """
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") window.__text = entry.startTime;
}).observe({type: "paint", buffered: true});
const look = () => {
  const title = document.querySelector("h1"), video = document.querySelector("[data-video]");
  const bar = document.querySelector("[data-player-bar]");
  if (title && window.__text && !window.__title) window.__title = Math.max(window.__text, performance.now());
  const poster = video && performance.getEntriesByName(video.poster)[0];
  if (poster && poster.responseEnd && poster.responseStatus === 200 && bar && !bar.hidden && window.__title && !window.__player) {
    window.__player = Math.max(poster.responseEnd, performance.now());
    return;
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@dataclass(frozen=True)
class Visit:
    """One opening of the page, in milliseconds since the address was entered; ``kilobytes`` came over the line until then."""

    title: float
    player: float
    kilobytes: float


def run(scratch: Scratch) -> None:
    """Open the lesson as its learner in new browsers and print the medians."""
    from playwright.sync_api import sync_playwright

    _prepare(scratch)
    plain = scratch.environment | {"DJANGO_SETTINGS_MODULE": "infra.settings.local"}  # cookies without TLS
    with gunicorn("infra.wsgi", plain) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        address = f"http://127.0.0.1:{site.port}{scratch.facts['pages']['lesson']}"
        _visit(browser, address, scratch.facts["session"])
        visits = [_visit(browser, address, scratch.facts["session"]) for _round in range(ROUNDS)]
        browser.close()
    kilobytes = round(statistics.median(visit.kilobytes for visit in visits))
    for case, values in (("title and text", [v.title for v in visits]), ("with the player", [v.player for v in visits])):
        seconds = statistics.median(values) / 1000
        emit(
            "readable",
            f"lesson, {case}",
            seconds,
            "s",
            goal=GOAL_SECONDS,
            kilobytes=kilobytes,
            slowest=round(max(values) / 1000, 2),
        )


def _visit(browser: Any, address: str, session: str) -> Visit:
    """Open *address* once, with an empty cache."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True)
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    context.add_init_script(_WATCH)
    page = context.new_page()
    line = context.new_cdp_session(page)
    received: list[float] = []
    line.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", NETWORK)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="commit", timeout=1000 * GIVE_UP_SECONDS)
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while not page.evaluate("window.__player || 0"):
        if time.monotonic() > deadline:
            raise RuntimeError(f"no player within {GIVE_UP_SECONDS} s")
        time.sleep(0.2)
    title, player = page.evaluate("[window.__title, window.__player]")
    context.close()
    return Visit(title, player, sum(received) / 1000)


def _prepare(scratch: Scratch) -> None:
    """Put a video where the product looks for that of the measured lesson."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.readable"]
    subprocess.run(command, cwd=ROOT, env=os.environ | scratch.environment, check=True)


def _keep_video() -> None:
    """Package a short video as the pipeline does, and store it as that of the measured lesson."""
    from media_pipeline.models import Asset

    asset = Asset.objects.order_by("pk")[0]
    folder = FOLDER / "library" / "out" / str(asset.key) / asset.folder
    if (folder / "poster.jpg").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source.mp4"
        picture = ["-f", "lavfi", "-i", f"mandelbrot=size=1280x720:rate=25,trim=duration={VIDEO_SECONDS}"]
        sound = ["-f", "lavfi", "-i", f"sine=frequency=300:duration={VIDEO_SECONDS}"]
        codecs = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
        subprocess.run(["ffmpeg", "-y", "-loglevel", "error", *picture, *sound, *codecs, str(source)], check=True)
        command = [sys.executable, "-W", "ignore", "manage.py", "media_package", str(source), str(folder)]
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    import django

    django.setup()
    _keep_video()
