"""A resident finds the second of a video at which something is said: by pinyin, by keyboard, on a phone and at a desk."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.filmed import SECOND, TITLES
from tests.e2e.looking import CURRENT, Visit, look_at, until
from tests.e2e.product import ROOT, Product
from tests.media_pipeline.sources import FAST, make, picture, tone

WORD = "电工"


@pytest.fixture(scope="module")
def filmed(product: Product, people: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Product:
    """The product with two courses about the same trade, one of them with a video of twelve seconds."""
    video = make(tmp_path_factory.mktemp("filmed") / "停电.mp4", *picture(12, rate="10"), *tone(12), *FAST, "-c:a", "aac")
    command = [sys.executable, "-W", "ignore", "-m", "tests.e2e.filmed", str(video)]
    result = subprocess.run(command, cwd=ROOT, env=product.environment, capture_output=True, text=True, timeout=240)
    assert result.returncode == 0, result.stderr
    return product


def test_from_pinyin_to_the_second(filmed: Product, visit: Visit, screenshots: Path) -> None:
    page = visit("resident")
    pick_by_keyboard(page, screenshots)
    filter_by_level(page, screenshots)
    open_the_moment(page, screenshots)


def pick_by_keyboard(page: Page, screenshots: Path) -> None:
    """Type a word's sound; the arrow keys choose from the list, Enter searches."""
    wait_for_names(page)
    page.goto("/search/")
    box = page.get_by_role("combobox")
    box.press_sequentially("diangong", delay=20)
    option = page.get_by_role("option", name=re.compile(f"^{WORD}")).first
    expect(option).to_be_visible()
    look_at(page, "finding-suggestions", screenshots)
    for _ in range(8):
        box.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Enter")
    page.wait_for_url(re.compile(r"[?&]q="))
    expect(page.get_by_role("combobox")).to_have_value(WORD)
    for title in TITLES.values():
        expect(page.get_by_role("link", name=title)).to_be_visible()
    look_at(page, "finding-results", screenshots)


def wait_for_names(page: Page) -> None:
    """Names in titles are learnt by the worker, a moment after the course is published."""
    for _ in range(60):
        if page.request.get("/api/search/suggestions?q=diangong").json():
            return
        time.sleep(1)
    pytest.fail("the word is never suggested")


def filter_by_level(page: Page, screenshots: Path) -> None:
    """Only what suits a beginner is left, and says so."""
    if (page.viewport_size or {})["width"] < 600:
        page.get_by_role("link", name="筛选").click()
        look_at(page, "finding-filters", screenshots)
    page.get_by_role("checkbox", name=re.compile("^入门")).check()
    if (page.viewport_size or {})["width"] < 600:
        page.get_by_role("button", name=re.compile("^看这")).click()
    expect(page.get_by_role("link", name=TITLES["advanced"])).to_have_count(0)
    expect(page.get_by_role("link", name=TITLES["beginner"])).to_be_visible()
    assert "level=beginner" in page.url
    look_at(page, "finding-filtered", screenshots)


def open_the_moment(page: Page, screenshots: Path) -> None:
    """The time beside the words opens the video there: the player stands at that second before anything is played."""
    page.get_by_role("link", name=re.compile("验电笔逐相验电")).click()
    page.wait_for_url(re.compile(rf"\?t={SECOND}$"))
    page.locator("[data-play]").click()
    until(page, "!document.querySelector('video').paused && document.querySelector('video').readyState > 2")
    assert SECOND <= page.evaluate(CURRENT) < SECOND + 3
    look_at(page, "finding-lesson", screenshots)


def test_searching_needs_no_script(filmed: Product, browser: Browser, width: int) -> None:
    with browser.new_context(
        base_url=filmed.url, viewport={"width": width, "height": 780}, locale="zh-CN", java_script_enabled=False
    ) as context:
        page = context.new_page()
        page.goto("/search/")
        page.get_by_role("searchbox").fill("diangong")
        page.get_by_role("button", name="搜索", exact=True).click()
        expect(page.get_by_role("link", name=TITLES["advanced"])).to_be_visible()
        if width < 600:
            page.get_by_role("link", name="筛选").click()
        page.get_by_role("checkbox", name=re.compile("^入门")).check()
        page.get_by_role("button", name=re.compile("^看这")).click()
        expect(page.get_by_role("link", name=TITLES["beginner"])).to_be_visible()
        expect(page.get_by_role("link", name=TITLES["advanced"])).to_have_count(0)


def test_large_letters_fit(filmed: Product, browser: Browser, width: int, screenshots: Path) -> None:
    with browser.new_context(base_url=filmed.url, viewport={"width": width, "height": 780}, locale="zh-CN") as context:
        context.add_cookies([{"name": "elder", "value": "30", "url": filmed.url}])
        page = context.new_page()
        page.goto(f"/search/?q={WORD}")
        look_at(page, "finding-elder", screenshots)
        page.goto("/search/?q=挖井打水")
        look_at(page, "finding-elder-nothing", screenshots)
