"""The running product and a real browser, shared by all walks of one session."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.looking import Visit
from tests.e2e.product import ROOT, Product, running_product
from tests.e2e.world import World, build

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",  # a microphone that hums, without a question
    "--use-fake-ui-for-media-stream",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder. ``make test`` runs them file by file in a few processes, each with a product of its own."""
    for item in items:
        if "tests/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Serve the product on a scratch database."""
    from django.conf import settings

    from infra.embedded_database import ensure_running

    database_url = os.environ.get("DATABASE_URL") or ensure_running(settings.VAR_DIR / "postgres")
    with running_product(tmp_path_factory.mktemp("product") / "var", database_url=database_url) as running:
        yield running


@pytest.fixture(scope="session")
def world(product: Product, people: dict[str, str]) -> World:
    """One of everything on the running product, and a way in for each person (tests/e2e/world.py); *people* come first."""
    return build(product)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.fail("浏览器测试需要 Chromium：sudo apt-get install --no-install-recommends chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(params=[360, 1280], ids=["phone", "desktop"])
def context(request: pytest.FixtureRequest, browser: Browser, product: Product) -> Iterator[BrowserContext]:
    """A fresh visitor on a phone and on a desktop."""
    width = request.param
    with browser.new_context(
        base_url=product.url,
        viewport={"width": width, "height": 800 if width > 600 else 740},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    ) as fresh:
        fresh.set_default_timeout(20_000)
        yield fresh


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A fresh page."""
    return context.new_page()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where walks leave pictures for people to look at."""
    from django.conf import settings

    folder = settings.VAR_DIR / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return Path(folder)


@pytest.fixture(scope="session")
def people(product: Product) -> dict[str, str]:
    """The phone numbers of the people in the walk, and ``password``."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.e2e.seed"]
    result = subprocess.run(command, cwd=ROOT, env=product.environment, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    seed = json.loads(result.stdout)
    return {**seed["phones"], "password": seed["password"]}


@pytest.fixture(params=[1280, 360], ids=["desktop", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    """Of a clerk's screen and of a small phone, in CSS pixels."""
    return int(request.param)


@pytest.fixture
def visit(width: int, browser: Browser, product: Product, people: dict[str, str]) -> Iterator[Visit]:
    """Return a function that opens the site signed in as one of the people, each in a browser of their own."""
    contexts = []

    def sign_in(part: str) -> Page:
        size = {"width": width, "height": 780}
        context = browser.new_context(base_url=product.url, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
        if part != "visitor":
            page.goto("/accounts/login/password/?next=/my/notices/")
            page.fill("[name=address]", people[part])
            page.fill("[name=password]", people["password"])
            page.click("main form button[type=submit]")
            page.wait_for_url(lambda address: urlsplit(address).path == "/my/notices/")  # not the form, which names it as next
        return page

    yield sign_in
    for context in contexts:
        context.close()
