"""Looking at a page the way a checker and a person would: rules for everyone's access, no sideways scroll, a picture."""

import io
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import FilePayload, Page

type Visit = Callable[[str], Page]
"""Opens the site signed in as one of the people of the walk, each in a browser of their own."""

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
CURRENT = "document.querySelector('video').currentTime"
"""Where the video stands, in seconds, for scripts in the page."""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def look_at(page: Page, name: str, screenshots: Path) -> None:
    """Photograph *page* and refuse violations of WCAG 2.2 AA and sideways scroll."""
    width = (page.viewport_size or {})["width"]
    page.screenshot(path=screenshots / f"{name}-{width}.png", full_page=True)
    assert violations(page) == [], f"{name} at {width}"
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{name} scrolls sideways by {overflow} px at {width}"


def violations(page: Page) -> list[str]:
    """Return each broken rule with the first elements that break it."""
    page.evaluate(AXE.read_text())
    result = page.evaluate("standards => axe.run(document, {runOnly: standards})", STANDARDS)
    return [f"{rule['id']}: {[node['html'][:160] for node in rule['nodes'][:3]]}" for rule in result["violations"]]


def a_picture(width: int, height: int) -> FilePayload:
    """Return a real picture as a file chooser hands it over."""
    held = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(held, "PNG")
    return {"name": "picture.png", "mimeType": "image/png", "buffer": held.getvalue()}


def until(page: Page, condition: str, seconds: float = 30) -> None:
    """Wait until *condition* holds in the page; its policy forbids Playwright's own way."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, (condition, page.evaluate(f"[{CURRENT}, document.querySelector('video').error?.message]"))
        page.wait_for_timeout(50)
