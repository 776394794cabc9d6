"""The screens beside a course's content, in a browser: rules, teachers, review, the clock, a teacher's profile, notes."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import Visit, a_picture, look_at
from tests.e2e.product import ROOT, Product

phone = pytest.mark.parametrize("width", [360], ids=["phone"], indirect=True)  # where the narrow screen is the harder one


def authored(product: Product, title: str, state: str) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.e2e.authored", title, state]
    result = subprocess.run(command, cwd=ROOT, env=product.environment, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    made: dict[str, Any] = json.loads(result.stdout)
    return made


@phone
def test_rules_and_teachers(visit: Visit, width: int, product: Product, people: Any, screenshots: Path) -> None:
    course = authored(product, f"规则与教师{width}", "draft")
    page = visit("teacher")
    page.goto(f"/teach/{course['id']}/")
    look_at(page, "teach-course", screenshots)
    page.get_by_role("link", name="规则与期限").click()
    look_at(page, "teach-rules", screenshots)
    page.get_by_label("按顺序学").check()
    page.get_by_label("3　翻身不伤腰").uncheck()
    page.fill("[name=video_percent]", "80")
    page.get_by_role("button", name="保存规则").click()
    expect(page.get_by_text("规则已保存")).to_be_visible()
    page.goto(f"/teach/{course['id']}/preview/")
    expect(page.get_by_text("要按顺序学")).to_be_visible()
    look_at(page, "teach-preview-rules", screenshots)

    page.goto(f"/teach/{course['id']}/teachers/")
    page.get_by_label("姓名或手机号").fill("何")
    page.get_by_role("button", name="查找").click()
    look_at(page, "teach-teachers", screenshots)
    page.get_by_role("button", name="加为教师").dblclick()
    expect(page.get_by_text("会收到消息").or_(page.get_by_text("已经是这门课的教师"))).to_be_visible()
    expect(page.get_by_role("button", name="移出")).to_have_count(1)


@phone
def test_a_reviewer_sends_back_with_places_and_approves_for_later(
    visit: Visit,
    width: int,
    product: Product,
    people: Any,
    screenshots: Path,
) -> None:
    returned = authored(product, f"退回的课{width}", "returned")
    teacher = visit("teacher")
    teacher.goto(f"/teach/{returned['id']}/")
    look_at(teacher, "teach-returned", screenshots)
    teacher.get_by_role("link", name="去改：第 3 课").click()
    expect(teacher.get_by_role("heading", level=1)).to_contain_text("翻身不伤腰")

    waiting = authored(product, f"等审核的课{width}", "waiting")
    page = visit("reviewer")
    page.goto(f"/review/{waiting['submission']}/")
    expect(page.get_by_label("给老师的话")).not_to_be_visible()
    look_at(page, "review-item", screenshots)
    page.locator("summary", has_text="退回修改").click()
    look_at(page, "review-item-open", screenshots)
    page.fill("[name=publish_at]", "2036-01-05T08:00")
    page.get_by_role("button", name="通过并发布").click()
    expect(page.get_by_text("自动发布")).to_be_visible()
    teacher.goto(f"/teach/{waiting['id']}/")
    look_at(teacher, "teach-scheduled", screenshots)
    teacher.get_by_role("button", name="取消定时发布").click()
    expect(teacher.get_by_text("定时发布已取消")).to_be_visible()


@phone
def test_the_real_beat_opens_a_course(visit: Visit, width: int, product: Product, people: Any) -> None:
    course = authored(product, f"定时的课{width}", "soon")
    page = visit("visitor")
    assert page.goto(f"/courses/{course['slug']}/").status == 404  # type: ignore[union-attr]
    deadline = time.monotonic() + 120
    while page.goto(f"/courses/{course['slug']}/").status == 404:  # type: ignore[union-attr]
        assert time.monotonic() < deadline, product.log_of("beat")
        page.wait_for_timeout(2000)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"定时的课{width}")
    page.goto(f"/courses/?q=定时的课{width}")
    expect(page.locator("main")).to_contain_text(f"定时的课{width}")


def test_a_teacher_writes_their_own_profile(visit: Visit, width: int, screenshots: Path) -> None:
    page = visit("teacher")
    page.goto("/my/teacher/")
    page.get_by_label("职务或职称").fill(f"主管护师{width}")
    page.get_by_label("简介").fill("教照护二十年，最爱带新手。\n\n先听他说，再动手。")
    page.get_by_role("button", name="保存资料").click()
    expect(page.get_by_text(f"主管护师{width}")).to_be_visible()
    page.get_by_role("link", name="修改资料").click()
    page.set_input_files("#id_file", a_picture(600, 800))
    page.get_by_role("button", name="换照片").click()
    page.get_by_label("左右").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="用这个位置").click()
    expect(page.get_by_text("照片的重点位置已保存")).to_be_visible()
    expect(page.get_by_label("左右")).to_have_value("0")
    look_at(page, "teacher-edit", screenshots)
    page.goto(page.url.removesuffix("edit/"))
    portrait = page.locator("main img.avatar")
    expect(portrait).to_have_attribute("src", re.compile("^/media/images/"))
    assert portrait.evaluate("picture => picture.decode().then(() => picture.naturalWidth > 0)")
    look_at(page, "teacher-public", screenshots)


@phone
def test_a_note_is_never_lost(visit: Visit, width: int, product: Product, people: Any, screenshots: Path) -> None:
    course = authored(product, f"记笔记的课{width}", "live")
    page = visit("resident")
    page.goto(f"/courses/{course['slug']}/")
    page.get_by_role("button", name="报名").click()
    page.goto(f"/courses/{course['slug']}/")
    look_at(page, "course-with-learner", screenshots)
    page.locator(".outline__name a").first.click()
    state, lesson = page.locator("[data-note-state]"), page.url
    page.fill("#note", "袖带和心脏一样高")
    expect(state).to_contain_text("已保存")

    page.context.set_offline(True)
    page.fill("#note", "袖带和心脏一样高，先坐五分钟")
    expect(state).to_contain_text("先存在这台设备上")
    look_at(page, "note-offline", screenshots)
    page.get_by_role("button", name="记下来").click()
    expect(page.locator("#note")).to_have_value("袖带和心脏一样高，先坐五分钟")
    page.close()

    again = visit_again(page, lesson)
    expect(again.locator("[data-note-state]")).to_contain_text("已保存")
    expect(again.locator("#note")).to_have_value("袖带和心脏一样高，先坐五分钟")
    again.get_by_role("button", name="记下来").click()
    expect(again.locator(".jotter__item p")).to_have_text(["袖带和心脏一样高，先坐五分钟"])
    expect(again.locator("#note")).to_have_value("")


def visit_again(page: Any, address: str) -> Any:
    """Open *address* in a new tab of the same browser, back online."""
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(address)
    return again
