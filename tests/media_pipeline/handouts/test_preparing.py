"""Words and pages of hand-outs as the worker makes them, with the real LibreOffice in the sandbox."""

import hashlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image
from weasyprint import HTML

from media_pipeline import storage
from media_pipeline.api import StoredFile, handout_pages, store_handout
from media_pipeline.assets.alarms import media_alarms
from media_pipeline.enums import HandoutPages
from media_pipeline.handouts.models import HandoutPage, PagePicture
from media_pipeline.handouts.preparing import prepare_handout, undone_handouts
from media_pipeline.management.commands.media_check import differing_files, unknown_files
from media_pipeline.processing.soffice import INSTALL, office_program
from tests.media_pipeline.handouts.office import TITLES, changed, deck, replaced, text_document

pytestmark = pytest.mark.django_db
BREAK = '<p style="page-break-before: always">'


@pytest.fixture(scope="module", autouse=True)
def libreoffice() -> None:
    """Skip where LibreOffice is missing, unless ``OFFICE_TESTS=required`` says that it must be there."""
    if office_program() is None:
        if os.environ.get("OFFICE_TESTS") == "required":
            pytest.fail("LibreOffice is missing")
        pytest.skip("LibreOffice is not installed")


def stored_as(teacher: Any, content: bytes, name: str) -> StoredFile:
    return store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile(name, content))


def prepared(teacher: Any, content: bytes, name: str) -> StoredFile:
    stored = stored_as(teacher, content, name)
    prepare_handout(stored.pk)
    stored.refresh_from_db()
    return stored


def office_processes() -> list[str]:
    found = subprocess.run(["pgrep", "-f", "soffice.bin.*UserInstallation"], capture_output=True, text=True, check=False)
    return found.stdout.split()


def left_in_tmp() -> set[str]:
    return {path.name for path in Path("/tmp").glob("OSL_PIPE_*")}


def test_a_presentation_can_be_looked_at_by_slide_and_found_by_its_words(
    teacher: Any, scratch_files: Callable[[], list[Path]]
) -> None:
    before = left_in_tmp()

    stored = prepared(teacher, deck(hidden=(1,)), "-o /etc/passwd;%s\n.pptx")

    assert (stored.text_state, stored.pages_state, stored.page_count, stored.pages_error) == ("read", "ready", 2, "")
    assert handout_pages([stored.pk])[stored.pk] == [(1, f"{TITLES[0]} 电工初级"), (2, f"{TITLES[2]} 电工初级")]
    sizes = PagePicture.objects.order_by("number", "bound").values_list("number", "bound", "width", "height")
    assert list(sizes) == [(1, 480, 480, 360), (1, 1280, 1280, 960), (2, 480, 480, 360), (2, 1280, 1280, 960)]
    assert [*differing_files(quick=False), *unknown_files()] == []
    assert [path.name for path in scratch_files()] == ["soffice.lock"]
    assert left_in_tmp() <= before


def test_a_text_document_shows_chinese_in_a_font_nobody_has_and_is_found_by_the_pages_that_are_shown(teacher: Any) -> None:
    """Were the glyphs missing, both pages would show the same empty box; drawn, one has far more ink than the other."""

    def font(part: bytes) -> bytes:
        named = '<w:r><w:rPr><w:rFonts w:ascii="微软雅黑" w:hAnsi="微软雅黑" w:eastAsia="微软雅黑"/><w:sz w:val="200"/></w:rPr>'
        return part.replace(b"<w:r>", named.encode())

    content = changed(text_document(("龘", "一")), {"word/document.xml": font})
    stored = prepared(teacher, content, "a.docx")

    assert (stored.pages_state, stored.page_count) == ("ready", 2)
    assert handout_pages([stored.pk])[stored.pk] == [(1, "龘"), (2, "一")]
    assert ink(stored, 1) > 3 * ink(stored, 2) > 0


def ink(stored: StoredFile, number: int) -> int:
    """Return how many dark points the picture of a page has."""
    picture = Image.open(storage.path_of(storage.page_key(stored.key, number, 480))).convert("L")
    return sum(picture.histogram()[:128])


RELATION = (
    '<Relationship Id="rId7{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
    ' Target="{to}" TargetMode="External"/>'
)
PICTURE = (
    '<p:pic><p:nvPicPr><p:cNvPr id="9{n}" name="a"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr>'
    '<p:blipFill><a:blip r:link="rId7{n}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
    '<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3000000" cy="3000000"/></a:xfrm>'
    '<a:prstGeom prst="rect"/></p:spPr></p:pic>'
)


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine that notes whoever knocks."""
    knocks: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    server.accept()[0].close()
                    knocks.append("knock")
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/a.png", knocks
        done.set()
        thread.join()


@pytest.mark.enable_socket
def test_nothing_outside_the_file_is_opened(teacher: Any, tmp_path: Path) -> None:
    """strace watches everything that preparing opens: neither the picture on this disk nor the server on loopback is among it."""
    secret = tmp_path / "another-persons-page.png"
    Image.new("RGB", (200, 200), "red").save(secret)
    with listener() as (address, knocks):
        targets = [address, secret.as_uri(), str(secret)]
        links = "".join(RELATION.format(n=n, to=to) for n, to in enumerate(targets)) + "</Relationships>"
        pictures = "".join(PICTURE.format(n=n) for n in range(len(targets))) + "</p:spTree>"
        content = changed(
            deck(("一",)),
            {
                "ppt/slides/_rels/slide1.xml.rels": replaced(b"</Relationships>", links.encode()),
                "ppt/slides/slide1.xml": replaced(b"</p:spTree>", pictures.encode()),
            },
        )
        stored = stored_as(teacher, content, "a.pptx")
        opened = watched(tmp_path, lambda: prepare_handout(stored.pk))

    assert StoredFile.objects.get(pk=stored.pk).pages_state == "ready"
    assert "soffice.bin" in opened
    assert (secret.name in opened, "sin_addr" in opened, knocks) == (False, False, [])


def watched(tmp_path: Path, act: Callable[[], None]) -> str:
    """Return what this process and its children opened and called while *act* ran."""
    log = tmp_path / "strace"
    calls = "trace=execve,open,openat,connect"
    strace = subprocess.Popen(
        ["strace", "-f", "-qq", "-s", "300", "-e", calls, "-o", str(log), "-p", str(os.getpid())], stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 10
    while "TracerPid:\t0" in Path("/proc/self/status").read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    act()
    strace.send_signal(signal.SIGINT)
    strace.wait(timeout=10)
    return log.read_text(errors="replace")


def test_without_libreoffice_words_are_found_operators_are_told_and_it_heals_when_it_is_there(teacher: Any, settings: Any) -> None:
    settings.SOFFICE_PROGRAM = "/nonexistent/soffice.bin"

    text = prepared(teacher, text_document(), "a.docx")

    assert (text.text_state, text.pages_state) == ("read", "no_converter")
    assert handout_pages([text.pk])[text.pk] == [(0, " ".join(TITLES))]
    alarm = next(alarm for alarm in media_alarms() if alarm.code == "no_converter")
    assert (alarm.count, INSTALL in alarm.text, undone_handouts(9)) == (1, True, [])

    settings.SOFFICE_PROGRAM = ""
    StoredFile.objects.update(lease_until=None)
    assert undone_handouts(9) == [text.pk]
    prepare_handout(text.pk)
    assert StoredFile.objects.get(pk=text.pk).pages_state == "ready"
    assert handout_pages([text.pk])[text.pk] == list(enumerate(TITLES, start=1))


def test_a_pdf_shows_its_pages_and_a_broken_one_can_only_be_downloaded(teacher: Any) -> None:
    good = prepared(teacher, HTML(string=f"<p>一</p>{BREAK}二</p>").write_pdf(), "a.pdf")
    bad = prepared(teacher, b"%PDF-1.7\n", "b.pdf")

    numbers = PagePicture.objects.filter(stored_file=good, bound=1280).order_by("number").values_list("number", flat=True)
    assert (good.pages_state, list(numbers)) == ("ready", [1, 2])
    assert (bad.pages_state, bad.text_state, storage.media_storage().exists(bad.storage_key)) == ("failed", "unreadable", True)


def test_parts_that_libreoffice_cannot_read_end_in_a_state_and_not_in_a_loop(teacher: Any) -> None:
    stored = prepared(teacher, changed(deck(), {"ppt/presentation.xml": lambda part: part[:200]}), "a.pptx")

    assert (stored.text_state, stored.pages_state, undone_handouts(9)) == ("unreadable", "failed", [])


def test_a_handout_whose_worker_was_killed_three_times_is_given_up(teacher: Any) -> None:
    stored = stored_as(teacher, deck(), "a.pptx")
    StoredFile.objects.update(attempts=3, lease_until=timezone.now() - timedelta(seconds=1))

    prepare_handout(stored.pk)

    stored.refresh_from_db()
    assert (stored.text_state, stored.pages_state, undone_handouts(9)) == ("unreadable", "failed", [])


def test_a_lease_that_somebody_holds_is_respected(teacher: Any) -> None:
    stored = stored_as(teacher, deck(), "a.pptx")
    StoredFile.objects.update(lease_token=stored.key, lease_until=timezone.now() + timedelta(seconds=30))

    prepare_handout(stored.pk)

    assert (undone_handouts(9), HandoutPage.objects.count()) == ([], 0)


def test_a_deleted_handout_leaves_no_pictures(teacher: Any, django_capture_on_commit_callbacks: Any) -> None:
    from media_pipeline.api import delete_handout

    stored = prepared(teacher, HTML(string="<p>一</p>").write_pdf(), "a.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        delete_handout(stored, actor=teacher)

    assert list(storage.list_keys()) == []


def test_equal_pictures_have_the_checksums_that_are_kept(teacher: Any) -> None:
    prepared(teacher, HTML(string="<p>一</p>").write_pdf(), "a.pdf")

    for picture in PagePicture.objects.select_related("stored_file"):
        content = storage.path_of(picture.storage_key).read_bytes()
        assert (picture.size, picture.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert Image.open(BytesIO(content)).size == (picture.width, picture.height)


@pytest.mark.django_db(transaction=True)
def test_killed_libreoffice_is_tried_again_and_leaves_nothing(
    teacher: Any, settings: Any, scratch_files: Callable[[], list[Path]]
) -> None:
    settings.MEDIA_HANDOUT_PICTURES = 2
    stored = stored_as(teacher, deck(tuple(f"第 {n} 张" for n in range(30))), "a.pptx")
    before = left_in_tmp()
    killer = threading.Thread(target=kill_office)
    killer.start()
    prepare_handout(stored.pk)
    killer.join()
    first = StoredFile.objects.get(pk=stored.pk)

    assert (first.text_state, first.pages_state) == ("read", HandoutPages.WAITING)
    assert first.pages_error.startswith("killed")
    assert (office_processes(), left_in_tmp() <= before) == ([], True)

    prepare_handout(stored.pk)
    again = StoredFile.objects.get(pk=stored.pk)
    assert (again.pages_state, again.page_count, again.attempts) == ("ready", 30, 0)
    assert [path.name for path in scratch_files()] == ["soffice.lock"]
    connection.close()


def kill_office() -> None:
    """Kill LibreOffice as soon as it runs."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for pid in office_processes():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                continue
            return
        time.sleep(0.05)
