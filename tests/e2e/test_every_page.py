"""Every page of the product as everybody may have it: light, dark, for elders, with text twice as large, on a phone, at a desk.

The pages are those of the policy matrix: an address that is new there is looked at here. Each is loaded once, and wears each
look in turn. What only markup can break is asked in the first look; the others are asked what their colours or sizes can break.
"""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.e2e.looking import AXE, STANDARDS
from tests.e2e.product import Product
from tests.e2e.world import World

NOT_PAGES = re.compile(
    r"^(api|uploads|health|metrics|covers|files|m|media)/|^metrics$|\.\w+$|/export/$|^teach/files/$|^my/teacher/$"
)
ORDER = ("holder", "teacher", "reviewer", "manager", "platform", "visitor")
FOR_VISITORS = (
    "/",
    "/courses/?q=没有这样的课",
    "/search/?q=居家",
    "/services/",
    "/services/health/",
    "/help/",
    "/news/",
    "/no-such-page/",
    "/accounts/login/",
    "/accounts/login/?by=mail",
    "/accounts/login/password/",
    "/accounts/password/reset/",
)
FOR_MEMBERS = ("/accounts/reauthenticate/", "/accounts/logout/", "/accounts/2fa/")
COLOURS = ["color-contrast", "link-in-text-block"]
SIZES = ["target-size", "scrollable-region-focusable"]
LOOKS: dict[str, tuple[dict[str, str], list[str] | None]] = {
    "light": ({"theme": "light"}, []),
    "dark": ({"theme": "dark"}, COLOURS),
    "elder": ({"theme": "light", "elder": "22"}, SIZES),
    "elder at its largest": ({"theme": "light", "elder": "30"}, None),
    "text-200": ({"theme": "light"}, SIZES),
}
"""What ``<html>`` wears in each look, and the rules that can break by it: an empty list for all of them, None for no rule but
that nothing scrolls sideways."""
FONT = 16
WIDTHS = (360, 1280)
EVERY_RULE = bool(os.environ.get("EVERY_RULE"))
"""Ask for colours and sizes on the wide screen in every look too, which takes half as long again and has not found a thing yet."""
WEAR = """({theme, elder}) => {
  const root = document.documentElement;
  root.dataset.theme = theme;
  if (elder) root.dataset.elder = elder; else delete root.dataset.elder;
}"""
LOOK = """async ([rules, standards]) => {
  const root = document.documentElement;
  const sideways = root.scrollWidth - root.clientWidth;
  if (!rules) return {violations: [], sideways};
  const options = {resultTypes: ['violations'], preload: false, iframes: false};
  options.runOnly = rules.length ? {type: 'rule', values: rules} : {type: 'tag', values: standards};
  const found = await axe.run(document, options);
  const nodes = rule => rule.nodes.slice(0, 2).map(node => node.html.slice(0, 200)).join(' | ');
  return {
    violations: found.violations.map(rule => `${rule.id}: ${nodes(rule)}`),
    sideways,
  };
}"""


@pytest.fixture
def visitors(browser: Browser, world: World) -> Iterator[dict[str, Page]]:
    """A page for each part, signed in, with the checker at hand."""
    contexts, pages = [], {}
    for part in ORDER:
        context = browser.new_context(
            base_url=world.url, viewport={"width": 360, "height": 740}, locale="zh-CN", reduced_motion="reduce"
        )
        contexts.append(context)
        if part in world.sessions:
            context.add_cookies([{"name": "sessionid", "value": world.sessions[part], "url": world.url}])
        context.add_init_script(path=AXE)
        pages[part] = context.new_page()
    yield pages
    for context in contexts:
        context.close()


def addresses(world: World, product: Product) -> list[tuple[str, str]]:
    """Return every page with the part that looks at it."""
    news = product.query("SELECT slug FROM wagtailcore_page WHERE id = %s", world.ids["news"])[0][0]
    found = [(path, "visitor") for path in (*FOR_VISITORS, f"/news/{news}/")] + [(path, "holder") for path in FOR_MEMBERS]
    for route, path in world.pages.items():
        parts = [part for part in ORDER if part in world.let_in[route]]
        if parts and not NOT_PAGES.search(route):
            found.append((path, parts[0]))
    return found


def faults(page: Page, fonts: CDPSession) -> list[str]:
    """Return what is wrong with *page* in any look at any width, without repeating what an earlier look had already."""
    found: list[str] = []
    for look, (attributes, rules) in LOOKS.items():
        size = FONT * 2 if look == "text-200" else FONT
        fonts.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
        page.evaluate(WEAR, attributes)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            is_asked = look == "light" or width == WIDTHS[0] or EVERY_RULE
            seen = page.evaluate(LOOK, [rules if is_asked else None, STANDARDS])
            wrong = seen["violations"] + ([f"{seen['sideways']} px sideways"] if seen["sideways"] > 0 else [])
            found += [f"{look} {width}: {fault}" for fault in wrong if not any(fault in known for known in found)]
    fonts.send("Page.setFontSizes", {"fontSizes": {"standard": FONT, "fixed": FONT}})
    return found


def test_no_page_in_any_look_shuts_anybody_out(visitors: dict[str, Page], people: dict, world: World, product: Product) -> None:
    fonts = {part: page.context.new_cdp_session(page) for part, page in visitors.items()}
    complaints: list[str] = []
    for page in visitors.values():
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    wrong: dict[str, list[str]] = {}
    looked_at = addresses(world, product)
    for path, part in looked_at:
        page = visitors[part]
        answer = page.goto(path, wait_until="load")
        assert answer
        assert answer.headers["content-type"].startswith("text/html"), path
        assert answer.status == (404 if path == "/no-such-page/" else 200), (path, part)
        if found := faults(page, fonts[part]) + complaints:
            wrong[f"{path} as {part}"] = found
        complaints.clear()
    assert wrong == {}, "\n".join(f"{place}\n  " + "\n  ".join(found) for place, found in wrong.items())
    assert len(looked_at) > 50
