"""Captions beside their video in a real Chromium: written, mended by keys and by hand, approved, and two people at once."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect, sync_playwright

from accounts.models import Person
from courses.authoring.uploads import start_lesson_upload
from courses.catalogue.models import CoursePage
from media_pipeline import storage
from media_pipeline.api import AssetState, Caption
from media_pipeline.models import Asset
from tests.courses.conftest import make_ready
from tests.courses.people import Town
from tests.e2e.looking import look_at
from tests.media_pipeline.sources import FAST, make, picture, tone

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e"), pytest.mark.django_db(transaction=True)]
SECONDS = 12
TEXT = """WEBVTT

00:00:00.000 --> 00:00:04.000
先坐五分钟，不说话

00:00:04.000 --> 00:00:08.000
袖带绑在

00:00:08.000 --> 00:00:11.000
手肘上面
"""


@pytest.fixture(autouse=True)
def _loop_beside_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright's loop in this thread does not touch the database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def editor(draft: CoursePage, town: Town, settings: Any, tmp_path: Path) -> str:
    """The address of the editor of a lesson whose video plays."""
    settings.MFA_REQUIRED_FOR_STAFF = False
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "library")}}
    settings.STORAGES = settings.STORAGES | {"media": files}
    settings.MEDIA_STAGING_DIR = tmp_path / "staging"
    make_ready(draft, town)
    upload, lesson = start_lesson_upload(draft, actor=town.teacher, file_name="量血压.mp4", size=1000)
    state = {"state": AssetState.READY, "ready_version": 1, "folder": "1-0123abcd", "duration_ms": SECONDS * 1000}
    Asset.objects.filter(pk=upload.asset_id).update(**state)
    folder = storage.path_of(f"out/{upload.asset.key}/1-0123abcd")
    folder.mkdir(parents=True)
    make(folder / "plain.mp4", *picture(SECONDS), *tone(SECONDS), *FAST, "-c:a", "aac", "-shortest")
    return reverse("courses:teach_caption_editor", args=[draft.pk, lesson.pk, "zh"])


@pytest.fixture
def visit(live_server: Any, socket_enabled: None) -> Iterator[Callable[[Person, int], Page]]:
    """Return a function that gives a person a browser window of some width."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)

        def open_for(person: Person, width: int) -> Page:
            client = Client()
            client.force_login(person)
            context = browser.new_context(
                base_url=live_server.url, locale="zh-CN", viewport={"width": width, "height": 780}, timezone_id="Asia/Shanghai"
            )
            cookie = client.cookies[live.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": live.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
            context.set_default_timeout(30_000)
            page = context.new_page()
            page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
            return page

        yield open_for
        browser.close()


@pytest.fixture
def screenshots() -> Path:
    """Where pictures are left for people to look at."""
    folder = Path(live.VAR_DIR) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def texts(page: Page) -> list[str]:
    """Return the words of all sentences as they stand in the page."""
    found: list[str] = page.locator("[data-part=text]").evaluate_all("areas => areas.map(area => area.value)")
    return found


def test_a_teacher_writes_mends_and_approves(visit: Callable[..., Page], editor: str, town: Town, screenshots: Path) -> None:
    page = visit(town.teacher, 360)

    # as one text, which works without a script: the wrong line is named, and nothing is lost
    page.goto(f"{editor}?plain")
    page.fill("[name=text]", TEXT.replace("--> 00:00:04.000", "--> 00:00:00.000"))
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("字幕第 3 行有问题").first).to_be_visible()
    page.fill("[name=text]", TEXT)
    page.get_by_role("button", name="保存", exact=True).click()
    Caption.objects.update(is_dictated=True)  # as if a machine had written them
    page.reload()
    expect(page.get_by_text("机器听写，要有人校对")).to_be_visible()
    expect(page.locator(".cue")).to_have_count(3)
    look_at(page, "captions", screenshots)

    # press a sentence: the video stands there, in sight, and the sentence is marked
    page.get_by_role("button", name="第 2 句，视频跳到这里").click()
    expect(page.locator(".cue").nth(1)).to_have_attribute("aria-current", "true")
    assert page.locator("[data-video]").evaluate("video => video.currentTime") == pytest.approx(4, abs=0.1)
    expect(page.locator("[data-now]")).to_have_text("袖带绑在")
    page.get_by_label("第 3 句的字").scroll_into_view_if_needed()
    expect(page.locator("[data-video]")).to_be_in_viewport()

    # by keys: join, cut at the cursor, delete, undo
    page.get_by_label("第 2 句的字").press("Alt+j")
    assert texts(page) == ["先坐五分钟，不说话", "袖带绑在手肘上面"]
    page.get_by_label("第 1 句的字").focus()
    page.get_by_label("第 1 句的字").evaluate("area => area.setSelectionRange(6, 6)")
    page.keyboard.press("Alt+Enter")
    assert texts(page) == ["先坐五分钟，", "不说话", "袖带绑在手肘上面"]
    page.keyboard.press("Alt+Delete")
    assert texts(page) == ["先坐五分钟，", "袖带绑在手肘上面"]
    page.keyboard.press("Alt+z")
    assert len(texts(page)) == 3

    # a new sentence after the last, all of it later by half a second
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("button", name="后面加一句").click()
    page.keyboard.type("<b>新的一句</b>")
    page.get_by_text("整体提前或推后").click()
    page.get_by_label("多少秒").fill("-0.5")
    page.get_by_role("button", name="从选中的这一句起").click()
    assert page.get_by_label("第 4 句开始").input_value() == "00:00:10.500"

    # a wrong time is named and marked
    page.get_by_label("第 1 句结束").fill("后来")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("第 1 句：时间写得不对")).to_be_visible()
    expect(page.get_by_label("第 1 句结束")).to_have_attribute("aria-invalid", "true")
    look_at(page, "captions-wrong", screenshots)
    page.get_by_label("第 1 句结束").fill("00:02")
    written = texts(page)
    page.get_by_role("button", name="校对好了，给学员看").click()
    expect(page.get_by_text("学员看到的就是这一份")).to_be_visible()
    expect(page.locator("[data-sheet-state]")).to_contain_text("已校对")
    expect(page.get_by_text("机器听写，要有人校对")).to_have_count(0)
    kept = Caption.objects.get()
    assert (kept.state, [cue[2] for cue in kept.cues]) == ("approved", written)
    assert written[-1] == "<b>新的一句</b>"


def test_two_editors_lose_nothing(visit: Callable[..., Page], editor: str, town: Town, screenshots: Path) -> None:
    first, second = visit(town.teacher, 1280), visit(town.manager, 1280)
    for page, words in ((first, "先写的"), (second, "后写的")):
        page.goto(editor)
        page.get_by_role("button", name="在现在的位置加一句").click()
        page.keyboard.type(words)
    first.keyboard.press("Control+s")
    expect(first.get_by_text("已保存为草稿")).to_be_visible()

    second.keyboard.press("Control+s")

    expect(second.locator("[data-stale-text]")).to_contain_text("陈慧敏 在")
    look_at(second, "captions-stale", screenshots)
    assert (texts(second), Caption.objects.get().cues[0][2]) == (["后写的"], "先写的")
    second.get_by_role("button", name="以我写的为准，保存").click()
    expect(second.get_by_text("已保存为草稿")).to_be_visible()
    assert Caption.objects.get().cues[0][2] == "后写的"
