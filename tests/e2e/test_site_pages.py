"""The site's own pages in a real browser: no accessibility fault, no sideways scroll, nothing refused by the content policy."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.product import Product

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ["/", "/services/", "/services/health/", "/help/", "/news/", "/preferences/", "/no-such-page/"]
LOOKS = {
    "light": {},
    "dark": {"theme": "dark"},
    "elder": {"elder": "22"},
    "elder-30-dark": {"elder": "30", "theme": "dark"},
}
FILL = """
from tests.factories.accounts import PersonFactory
from tests.factories.cms import NewsPageFactory, site_with_pages
from tests.factories.courses import CoursePageFactory, LessonPageFactory
from cms.api import SiteDetails
site_with_pages()
SiteDetails.objects.update(phone="6812 3456", opening_hours="每天 8:00–20:00 有人接听")
SiteDetails.objects.update(host="市教育局", organiser="社区教育服务中心")
for number, kind in enumerate(["health", "mind", "culture"]):
    LessonPageFactory(course=CoursePageFactory(title="慢病自我管理：血压、血糖与用药", slug=f"own-{number}", service_kinds=[kind]))
NewsPageFactory.create_batch(3)
PersonFactory(phone="+8613900000003", full_name="林晓芸", is_staff=True)
"""


SMALLEST_TEXT = """() => {
  const hasText = element => [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  const shown = element => element.checkVisibility() && !element.closest('svg, .visually-hidden, .skip');
  const sizes = [...document.querySelectorAll('body *')].filter(element => shown(element) && hasText(element));
  return Math.min(...sizes.map(element => parseFloat(getComputedStyle(element).fontSize)));
}"""
LOW_TARGETS = """() => {
  const inRunningText = element => element.closest('.skip, h3, p:not(.finder__hints)');
  const shown = element => element.checkVisibility() && !inRunningText(element) && !element.matches('[type=hidden], .reach');
  const targets = [...document.querySelectorAll('a, button, input, summary')].filter(shown);
  const heights = targets.map(target => [target.textContent.trim() || target.name, target.getBoundingClientRect().height]);
  return heights.filter(([, height]) => height < 60);
}"""


@pytest.fixture(scope="module")
def filled(product: Product) -> Product:
    """The product with pages, courses, news and one member of staff."""
    product.manage("shell", stdin=FILL)
    return product


def visit(
    browser: Browser, product: Product, address: str, width: int, cookies: dict[str, str]
) -> tuple[BrowserContext, Page, list[str]]:
    """Open *address* as a reader with *cookies* and note every complaint of the browser."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN")
    context.add_cookies([{"name": name, "value": value, "url": product.url} for name, value in cookies.items()])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(product.url + address)
    return context, page, [complaint for complaint in complaints if "404" not in complaint]


def faults(page: Page) -> list[str]:
    """Return what axe finds, with the first element of each kind."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", STANDARDS)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found["violations"]]


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_shuts_anybody_out(browser: Browser, filled: Product, width: int, look: str) -> None:
    wrong: dict[str, list[str]] = {}
    for address in PAGES:
        context, page, complaints = visit(browser, filled, address, width, LOOKS[look])
        if found := faults(page) + complaints:
            wrong[address] = found
        context.close()
    assert wrong == {}


@pytest.mark.parametrize("cookies", [{}, {"elder": "30"}], ids=["plain", "elder-30"])
def test_nothing_scrolls_sideways_on_the_narrowest_phone(browser: Browser, filled: Product, cookies: dict[str, str]) -> None:
    too_wide: dict[str, int] = {}
    for address in PAGES:
        context, page, _complaints = visit(browser, filled, address, 320, cookies)
        if (pixels := sideways(page)) > 0:
            too_wide[address] = pixels
        context.close()
    assert too_wide == {}


def test_elder_mode_is_one_press_and_needs_no_script(browser: Browser, filled: Product) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(filled.url + "/help/")
        page.get_by_role("button", name="长辈版").click()

        assert page.url == filled.url + "/help/"
        assert page.locator("html").get_attribute("data-elder") == "22"
        assert page.get_by_role("link", name="找人帮忙").get_attribute("href") == "tel:68123456"
        page.get_by_role("button", name="标准版").click()
        assert page.locator("html").get_attribute("data-elder") is None


def test_in_elder_mode_text_and_targets_are_large(browser: Browser, filled: Product) -> None:
    context, page, _complaints = visit(browser, filled, "/", 360, {"elder": "22"})

    smallest, low = page.evaluate(SMALLEST_TEXT), page.evaluate(LOW_TARGETS)
    context.close()

    assert smallest >= 22
    assert low == []


def test_a_page_of_text_loads_little_script(filled: Product) -> None:
    built = ROOT / "static/built"
    script = len(gzip.compress((built / "site.js").read_bytes()))
    style = len(gzip.compress((built / "site.css").read_bytes()))

    assert script <= 150 * 1024
    assert style <= 30 * 1024
