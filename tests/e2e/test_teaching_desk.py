"""The teaching desk under somebody's hands: lessons dragged and moved by keys, a form that saves itself, the aim of a cover."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.e2e.looking import Visit, a_picture, look_at
from tests.e2e.product import Product
from tests.e2e.test_authoring_screens import authored
from tests.e2e.test_faults import wait_for

LESSONS = ["照护者的一天", "洗手与防护", "翻身不伤腰"]


def order(page: Page) -> list[str]:
    """Return the lessons' titles as they stand on the page."""
    return [text.split("\u3000")[1] for text in page.locator(".arrange__name").all_inner_texts()]


def drag(page: Page, title: str, onto: str) -> None:
    """Drag the lesson *title* by its grip until it stands before the lesson *onto*, wherever on the page that is."""
    grips = [page.locator(".arrange__item", has_text=name).locator(".arrange__grip") for name in (title, onto)]
    grips[0].scroll_into_view_if_needed()
    box = grips[0].bounding_box()
    assert box
    across = box["x"] + box["width"] / 2
    page.mouse.move(across, box["y"] + box["height"] / 2)
    page.mouse.down()
    for _ in range(60):
        goal = grips[1].bounding_box()
        assert goal
        page.mouse.move(across, min(max(goal["y"] + 2, 8), 760), steps=4)
        if order(page).index(title) < order(page).index(onto):
            break
        page.wait_for_timeout(50)
    with page.expect_navigation():
        page.mouse.up()


def test_a_teacher_at_the_desk(visit: Visit, width: int, product: Product, people: Any, screenshots: Path) -> None:
    course = authored(product, f"教学台的课{width}", "draft")["id"]
    page = visit("teacher")
    put_in_order(page, course)
    aim_the_cover(page, course, screenshots)
    write_and_leave(page, course, product, screenshots)
    press_while_it_saves(page, course)


def put_in_order(page: Page, course: int) -> None:
    """Lessons are dragged, also past the edge of the screen, and moved by keys; the order stays."""
    page.goto(f"/teach/{course}/")
    width = (page.viewport_size or {})["width"]
    page.set_viewport_size({"width": width, "height": 420})  # the first lesson is out of sight: the page has to follow
    drag(page, LESSONS[2], onto=LESSONS[0])
    page.reload()
    assert order(page) == [LESSONS[2], LESSONS[0], LESSONS[1]]

    item = page.locator(".arrange__item", has_text=LESSONS[2])
    down = item.get_by_role("button", name="下移")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[role=status]", has_text=f"2\u3000{LESSONS[2]}")).to_be_attached()
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect(item.get_by_role("button", name="上移")).to_be_focused()
    page.reload()
    assert order(page) == LESSONS
    page.set_viewport_size({"width": width, "height": 780})


def write_and_leave(page: Page, course: int, product: Product, screenshots: Path) -> None:
    """The form saves itself, says what it could not save, and loses nothing when the page is left in the middle of it."""
    page.goto(f"/teach/{course}/edit/")
    line = page.locator("[data-save-line]")
    page.fill("[name=summary]", "写到一半的简介，离开也不会丢。")
    page.fill("[name=hours]", "1000")
    expect(line).to_contain_text("没有存上")
    look_at(page, "teach-edit-unsaved", screenshots)
    page.fill("[name=hours]", "2.5")
    expect(line).to_have_text(re.compile(r"^\s*已保存 [\d:]+\s*$"))
    page.reload()
    expect(page.locator("[name=summary]")).to_have_value("写到一半的简介，离开也不会丢。")
    expect(page.locator("[name=hours]")).to_have_value("2.5")
    with page.expect_request(lambda sent: sent.method == "POST"):
        page.fill("[name=title]", "改了名的课")
    page.fill("[name=summary]", "又改了一句，马上离开。")  # while one save is under way and the next one waits for its pause
    page.goto("/teach/")
    wanted = [("改了名的课", "又改了一句，马上离开。")]
    saved = "SELECT content->>'title', content->>'summary' FROM wagtailcore_revision WHERE object_id = %s ORDER BY id DESC LIMIT 1"
    wait_for(lambda: product.query(saved, str(course)) == wanted, 10)


def press_while_it_saves(page: Page, course: int) -> None:
    """The button pressed before a save's answer has come leads on like any other press."""
    answers = []

    def keep_the_answer(route: Route) -> None:
        if "json" in route.request.headers["accept"]:
            answers.append(route.fetch().status)
        else:
            route.continue_()

    page.goto(f"/teach/{course}/edit/")
    page.route(f"**/teach/{course}/edit/", keep_the_answer)
    page.fill("[name=summary]", "存到一半就按了按钮。")
    wait_for(lambda: page.wait_for_timeout(100) or answers, 60)
    page.get_by_role("button", name="保存，回到目录").click()
    page.wait_for_url(f"**/teach/{course}/")
    page.unroute_all()
    assert answers == [200]


def aim_the_cover(page: Page, course: int, screenshots: Path) -> None:
    """The point of a cover that stays in view is chosen by a press on it or by keys."""
    page.goto(f"/teach/{course}/edit/")
    page.set_input_files("#id_file", a_picture(1200, 900))
    page.get_by_role("button", name="换封面").click()
    picture = page.locator("[data-focus]")
    box = picture.bounding_box()
    assert box
    picture.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    expect(page.get_by_label("左右")).to_have_value("25")
    page.get_by_label("上下").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("上下")).to_have_value("76")
    look_at(page, "teach-cover", screenshots)
    page.get_by_role("button", name="用这个位置").click()
    expect(page.locator("main")).to_contain_text("已保存")
    expect(page.get_by_label("左右")).to_have_value("25")
    expect(page.get_by_label("上下")).to_have_value("76")
    assert page.locator(".cover-choice img").evaluate("picture => picture.decode().then(() => picture.naturalWidth > 0)")
