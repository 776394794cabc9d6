"""A deck becomes a lesson: recordings are sent and spoken, one button makes the video, and learners jump to a page."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.looking import CURRENT, Visit, look_at, until
from tests.e2e.product import ROOT, Product
from tests.e2e.test_authoring_screens import authored
from tests.media_pipeline.narration.conftest import draw
from tests.media_pipeline.narration.test_recordings import wav

PATIENCE = 120_000
"""Milliseconds for what workers do, on a machine that is busy."""


def sound(name: str, seconds: float) -> FilePayload:
    return {"name": name, "mimeType": "audio/wav", "buffer": wav(seconds)}


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_a_deck_becomes_a_lesson(visit: Visit, width: int, product: Product, people: Any, screenshots: Path) -> None:
    course = authored(product, "讲血压的课", "draft")["id"]
    page = visit("teacher")
    page.goto(f"/teach/{course}/")
    page.get_by_role("link", name="照护者的一天").click()
    lesson = int(re.findall(r"/lessons/(\d+)/", page.url)[0])
    deck: FilePayload = {
        "name": "量血压.pdf",
        "mimeType": "application/pdf",
        "buffer": draw("先洗手", "袖带和心脏一样高", "记两次"),
    }
    page.set_input_files("#handout_file", deck)
    page.get_by_role("button", name="加上讲义").click()
    narrate = page.get_by_role("link", name=re.compile("^课件配音"))
    end = time.monotonic() + PATIENCE / 1000
    while not narrate.count():
        assert time.monotonic() < end, "the deck was never drawn"
        page.wait_for_timeout(500)
        page.reload()
    narrate.click()

    page.set_input_files("#files", [sound("第1页.wav", 2), sound("第2页.wav", 3)])
    page.locator("[data-narration-files]").get_by_role("button", name="传上去").click()
    expect(page.locator("main")).to_contain_text("第 1 页：第1页.wav；第 2 页：第2页.wav")
    speak(page)
    for number in (1, 2, 3):
        expect(page.locator(f"#take-{number} audio")).to_be_visible(timeout=PATIENCE)
    for size in (360, width):
        page.set_viewport_size({"width": size, "height": 780})
        look_at(page, "teach-narration", screenshots)

    page.get_by_role("button", name="合成这节课").click()
    expect(page.locator("#composing")).to_contain_text("视频做好了", timeout=PATIENCE)
    look_at(page, "teach-narration-ready", screenshots)
    learn(visit("resident"), published(product, course, lesson), screenshots)


def speak(page: Page) -> None:
    """Record the third page here, hear it, and keep it."""
    third = page.locator("#page-3")
    third.get_by_role("button", name="现在录").click()
    expect(third.locator("[data-clock]")).to_have_text("00:02", timeout=PATIENCE)
    third.get_by_role("button", name="停，录好了").click()
    expect(third.locator("[data-heard]")).to_be_visible()
    with page.expect_navigation():
        third.get_by_role("button", name="就用这一段").click()


def published(product: Product, course: int, lesson: int) -> str:
    """Have the course approved, and return the lesson's address."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.e2e.published", str(course), str(lesson)]
    result = subprocess.run(command, cwd=ROOT, env=product.environment, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    return str(json.loads(result.stdout))


def learn(page: Page, address: str, screenshots: Path) -> None:
    """The pages stand under the video with their times, and a press plays from there."""
    page.goto(address)
    pages = page.get_by_role("group", name="课件页，按时间排列").get_by_role("link")
    expect(pages).to_have_count(3)
    expect(pages.nth(1)).to_have_text(re.compile(r"00:02\s*第 2 页\s*袖带和心脏一样高"))
    look_at(page, "lesson-deck-pages", screenshots)
    pages.nth(1).click()
    until(page, f"{CURRENT} >= 2 && document.querySelector('video').videoWidth > 0", PATIENCE / 1000)
