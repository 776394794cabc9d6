"""Walk A: a teacher's video becomes a resident's hours and certificate, in a browser, through every part of the product."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import Visit, look_at

SECONDS = 12
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:06.000\n量血压之前先坐五分钟，不说话。\n\n00:06.000 --> 00:12.000\n袖带下缘离肘窝两横指。\n"


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real MP4 as a camera would make it: moving picture, sound, 12 seconds."""
    path = tmp_path_factory.mktemp("video") / "第一课 量血压.mp4"
    picture = ["-f", "lavfi", "-i", f"testsrc2=size=640x360:rate=15:duration={SECONDS}"]
    sound = ["-f", "lavfi", "-i", f"sine=frequency=220:duration={SECONDS}"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]
    subprocess.run(["ffmpeg", "-loglevel", "error", "-y", *picture, *sound, *codecs, str(path)], check=True)
    return path


def test_a_video_becomes_hours_and_a_certificate(visit: Visit, width: int, video: Path, screenshots: Path) -> None:
    title = f"居家量血压第{width}讲"
    teacher = visit("teacher")
    prepare_course(teacher, title, video, screenshots)
    approve(visit("reviewer"), title, screenshots)
    find_and_enrol(resident := visit("resident"), title, screenshots)
    watch_to_the_end(resident, screenshots)
    number, address = receive_certificate(resident, title, screenshots)
    verify(visit("visitor"), address, number, title, screenshots)
    hear_about_it(teacher, title, screenshots)


def prepare_course(page: Page, title: str, video: Path, screenshots: Path) -> None:
    """The teacher makes a course, drops a video, adds captions, and hands it in once the list is complete."""
    page.goto("/teach/")
    look_at(page, "teach", screenshots)
    page.goto("/teach/new/")
    page.fill("[name=title]", title)
    page.get_by_role("button", name="建好，接着写简介").click()
    page.wait_for_url(re.compile(r"/teach/\d+/edit/"))
    page.fill("[name=summary]", "在家怎样把血压量准：坐多久，绑哪里，量几遍，怎样记成一张医生看得懂的表。")
    page.fill("[name=outcomes]", "量准血压\n记成一张表")
    page.check("[name=service_kinds][value=health]")
    page.select_option("[name=subject]", label="护理照护")
    page.fill("[name=hours]", "1.5")
    page.select_option("[name=licence]", "own")
    look_at(page, "teach-edit", screenshots)
    page.get_by_role("button", name="保存，回到目录").click()
    page.wait_for_url(re.compile(r"/teach/\d+/$"))
    course = page.url
    page.goto(f"{course}edit/")
    page.get_by_role("button", name="不传图片，就用自动生成的封面").click()
    page.goto(course)
    expect(page.get_by_text("还差")).to_be_visible()
    page.locator("[data-upload-input]").set_input_files(video)
    lesson = page.get_by_role("link", name=re.compile("第一课 量血压")).first
    expect(lesson).to_be_visible(timeout=120_000)
    page.goto(course)
    look_at(page, "teach-course", screenshots)
    page.get_by_role("link", name=re.compile("第一课 量血压")).first.click()
    page.wait_for_url(re.compile(r"/lessons/\d+/"))
    page.locator("#captions input[type=file]").set_input_files(
        {"name": "字幕.vtt", "mimeType": "text/vtt", "buffer": CAPTIONS.encode()}
    )
    page.get_by_role("button", name="加上字幕").click()
    expect(page.get_by_text("字幕已加上。")).to_be_visible()
    look_at(page, "teach-lesson", screenshots)
    wait_until_ready(page, course)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("审核中").first).to_be_visible()


def wait_until_ready(page: Page, course: str) -> None:
    """The video is transcoded by the encoder; the teacher may leave and come back."""
    for _ in range(60):
        page.goto(course)
        if page.get_by_role("button", name="提交审核").is_enabled():
            return
        page.wait_for_timeout(2_000)
    pytest.fail(f"never ready: {page.inner_text('main')}")


def approve(page: Page, title: str, screenshots: Path) -> None:
    """A reviewer who did not make the course looks at it as a learner would, and publishes it."""
    page.goto("/review/")
    page.get_by_role("link", name=re.compile(title)).first.click()
    look_at(page, "review", screenshots)
    page.get_by_role("button", name="通过并发布").click()
    expect(page.get_by_text(re.compile("已通过|已发布")).first).to_be_visible()


def find_and_enrol(page: Page, title: str, screenshots: Path) -> None:
    """A resident finds the course by two characters from the middle of its title, and enrols."""
    page.goto("/")
    look_at(page, "home", screenshots)
    page.goto("/search/?q=血压")
    look_at(page, "search", screenshots)
    page.get_by_role("link", name=re.compile(title)).first.click()
    page.wait_for_url(re.compile(r"/courses/[^/]+/$"))
    look_at(page, "course", screenshots)
    page.get_by_role("button", name="报名").first.click()
    expect(page.get_by_text("已报名").first).to_be_visible()


def watch_to_the_end(page: Page, screenshots: Path) -> None:
    """Jumping to the end earns nothing; watching earns every second."""
    page.locator(".outline a").first.click()
    expect(page.locator("[data-player-bar]")).to_be_visible()
    look_at(page, "lesson", screenshots)
    page.locator("[data-seek]").evaluate(
        "(bar) => { bar.value = bar.max; bar.dispatchEvent(new Event('input')); bar.dispatchEvent(new Event('change')); }"
    )
    page.reload()
    expect(page.locator("[data-player-bar]")).to_be_visible()
    assert page.locator("[data-count-bar]").get_attribute("value") == "0"
    page.goto(page.url.split("?")[0] + "?t=0")
    page.locator("[data-play]").click()
    expect(page.locator("[data-count-message]")).to_have_text(re.compile("学完"), timeout=60_000)
    page.wait_for_timeout(1_000)
    expect(page.locator("section.count[data-completed]")).to_be_attached(timeout=60_000)
    look_at(page, "lesson-done", screenshots)


def receive_certificate(page: Page, title: str, screenshots: Path) -> tuple[str, str]:
    """Hours and certificate are there without asking; return the certificate's number and the address that proves it."""
    certificate = page.get_by_role("link", name=title)
    for _ in range(180):
        page.goto("/my/certificates/")
        if certificate.count():
            break
        page.wait_for_timeout(1_000)
    look_at(page, "certificates", screenshots)
    page.goto("/my/hours/")
    assert "1.5" in page.inner_text("main")
    look_at(page, "hours", screenshots)
    page.goto("/my/learning/")
    look_at(page, "learning", screenshots)
    page.goto("/my/certificates/")
    certificate.first.click()
    page.wait_for_url(re.compile("/certificates/"))
    look_at(page, "certificate", screenshots)
    document = page.request.get(page.get_by_role("link", name="存成 PDF").get_attribute("href") or "")
    assert (document.status, document.body()[:5]) == (200, b"%PDF-")
    number = re.search(r"第\s*\d+\s*号", page.inner_text("main"))
    assert number, page.inner_text("main")
    return number.group(), page.get_by_role("link", name="给别人查验").get_attribute("href") or ""


def verify(page: Page, address: str, number: str, title: str, screenshots: Path) -> None:
    """Anyone with the code sees every printed fact, and the holder's name only in part."""
    page.goto(address)
    text = page.inner_text("main")
    assert number in text
    assert title in text
    assert "林晓芸" not in text
    look_at(page, "verify", screenshots)
    code = address.rstrip("/").rsplit("/", 1)[1]
    stranger = page.request.get(f"/certificates/{code}.pdf", max_redirects=0)
    assert stranger.status in (302, 403, 404)
    page.goto(f"/verify/{code[:-1]}{'A' if code[-1] != 'A' else 'B'}/")
    expect(page.get_by_text("没有").first).to_be_visible()


def hear_about_it(page: Page, title: str, screenshots: Path) -> None:
    """The teacher was told of the decision."""
    page.goto("/my/notices/")
    expect(page.get_by_text(re.compile(title)).first).to_be_visible()
    look_at(page, "notices", screenshots)
