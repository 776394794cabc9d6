"""The back office in a browser, under its Content-Security-Policy: every page of the menu, and an editor's day with news."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.looking import a_picture
from tests.e2e.product import Product
from tests.e2e.world import World

ADDRESSES = re.compile(r"/admin/[\w/-]*/")
ELSEWHERE = {"/admin/logout/"}
SAVED_BY_ITSELF = re.compile(r"/admin/pages/(add/|\d+/edit/)")


@pytest.fixture
def complaints() -> list[str]:
    """What the browser and the server complained of."""
    return []


@pytest.fixture
def editor(browser: Browser, world: World, complaints: list[str]) -> Iterator[Page]:
    """A platform manager at a desk; every word of complaint is kept."""
    with browser.new_context(base_url=world.url, viewport={"width": 1280, "height": 900}, locale="zh-CN") as context:
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": "sessionid", "value": world.sessions["platform"], "url": world.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))

        def note(address: str, text: str) -> None:
            """Wagtail saves pages by itself meanwhile, and is told 400 for as long as a field that must be there is empty."""
            if not (SAVED_BY_ITSELF.search(address) and "400" in text):
                complaints.append(f"{address}: {text}")

        page.on("console", lambda said: note(said.location["url"], said.text) if said.type == "error" else None)
        page.on("response", lambda answer: note(answer.url, str(answer.status)) if answer.status >= 400 else None)
        yield page


def test_every_page_of_the_menu_opens(editor: Page, complaints: list[str]) -> None:
    editor.goto("/admin/")
    told = json.dumps(json.loads(editor.locator("#wagtail-sidebar-props").text_content() or "{}"))
    places = sorted(set(ADDRESSES.findall(told)) - ELSEWHERE)
    for place in places:
        editor.goto(place, wait_until="load")
        expect(editor.get_by_role("heading", level=1).first).to_be_attached()
    assert {"/admin/deadletter/", "/admin/delivery/", "/admin/auditentry/", "/admin/media/videos/", "/admin/pages/"} <= set(places)
    assert len(places) > 25
    assert complaints == []


def test_news_is_written_with_a_picture_and_published(
    editor: Page, complaints: list[str], world: World, product: Product, screenshots: Path
) -> None:
    editor.goto(f"/admin/pages/{world.ids['news_index']}/")
    editor.goto(f"/admin/pages/add/cms/newspage/{world.ids['news_index']}/")
    editor.fill("[name=title]", "社区学院开放日")
    editor.fill("[name=summary]", "十二月第一个周六，各学习点都开门。")
    insert(editor, "正文")
    editor.locator(".Draftail-Editor [contenteditable=true]").last.click()
    editor.keyboard.type("带家里人一起来，看看能学些什么。")
    insert(editor, "图片")
    editor.get_by_role("button", name="选择一个图片").click()
    upload(editor)
    editor.locator("input[name$='value-alt']").fill("学习点门口排队的街坊")
    editor.screenshot(path=screenshots / "admin-news-1280.png", full_page=True)
    publish(editor)

    slug, live = product.query("SELECT slug, live FROM wagtailcore_page WHERE title = %s", "社区学院开放日")[0]
    assert live is True
    editor.goto(f"/news/{slug}/")
    expect(editor.get_by_text("带家里人一起来，看看能学些什么。")).to_be_visible()
    picture = editor.get_by_role("img", name="学习点门口排队的街坊")
    expect(picture).to_have_attribute("src", re.compile("^/media/images/"))
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth > 0)")
    editor.screenshot(path=screenshots / "admin-news-public-1280.png", full_page=True)
    assert complaints == []


def test_a_synonym_is_changed(editor: Page, complaints: list[str], product: Product) -> None:
    editor.goto("/admin/snippets/search/synonym/add/")
    editor.fill("[name=word]", "公园里打拳")
    editor.fill("[name=others]", "太极拳")
    editor.get_by_role("button", name="保存", exact=True).click()
    expect(editor.get_by_text("公园里打拳").first).to_be_visible()
    number = product.query("SELECT id FROM search_synonym WHERE word = '公园里打拳'")[0][0]
    editor.goto(f"/admin/snippets/search/synonym/edit/{number}/")
    editor.fill("[name=others]", "太极拳，太极剑")
    editor.get_by_role("button", name="保存", exact=True).click()
    expect(editor.get_by_text("已更新").first).to_be_visible()
    assert product.query("SELECT others FROM search_synonym WHERE id = %s", number)[0][0] == ["太极拳", "太极剑"]
    assert complaints == []


def insert(page: Page, block: str) -> None:
    """Add a block of the kind *block* at the end of the text."""
    page.locator("[data-streamfield-stream-add], .c-sf-add-button").last.click()
    page.get_by_role("option", name=block, exact=True).click()


def upload(page: Page) -> None:
    """Put a new picture into the chooser and take it."""
    chooser = page.locator(".modal")
    chooser.get_by_role("tab", name="上传").click()
    chooser.locator("input[type=file]").set_input_files(a_picture(900, 600))
    chooser.locator("[name$=title]").last.fill("开放日")
    chooser.get_by_role("button", name="上传", exact=True).click()
    expect(chooser).to_be_hidden()


def publish(page: Page) -> None:
    """Press publish, which stands in the menu beside the button that saves."""
    page.get_by_role("button", name="更多动作").last.click()
    with page.expect_navigation():
        page.locator("[name=action-publish]").click()
