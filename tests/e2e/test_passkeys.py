"""A passkey as the second step of signing in, with an authenticator that the browser itself simulates."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.looking import look_at
from tests.e2e.product import Product

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_in(page: Page, people: dict[str, str]) -> None:
    page.goto("/accounts/login/password/?next=/my/notices/")
    page.fill("[name=address]", people["stranger"])
    page.fill("[name=password]", people["password"])
    with page.expect_navigation():
        page.click("main form button[type=submit]")


def test_a_passkey_is_added_used_and_removed(
    browser: Browser, product: Product, people: dict[str, str], width: int, screenshots: Path
) -> None:
    address = product.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 780}, locale="zh-CN")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    sign_in(page, people)
    page.goto("/accounts/2fa/")
    look_at(page, "second-factors", screenshots)
    page.get_by_role("link", name="添加通行密钥").click()
    page.fill("[name=password]", people["password"])
    page.get_by_role("button", name="继续").click()
    page.get_by_label("名称").fill("办公室电脑")
    look_at(page, "passkey-add", screenshots)
    page.get_by_role("button", name="添加", exact=True).click()
    page.wait_for_url("**/recovery-codes/")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("办公室电脑", exact=True)).to_be_visible()
    look_at(page, "passkeys", screenshots)

    context.clear_cookies()
    sign_in(page, people)
    page.wait_for_url("**/2fa/authenticate/")
    look_at(page, "passkey-sign-in", screenshots)
    page.get_by_role("button", name="用通行密钥").click()
    page.wait_for_url("**/my/notices/")

    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="移除").click()
    page.fill("[name=password]", people["password"])
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="移除通行密钥").click()
    expect(page.get_by_text("还没有通行密钥")).to_be_visible()
    assert [text for text in said if "Content Security Policy" in text] == []
    context.close()
