"""What stands at the door for Office files: every bad one is refused with a sentence that says what to do, and nothing is kept."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.api import InvalidInput
from media_pipeline.api import StoredFile, store_handout
from tests.media_pipeline.handouts.office import changed, deck, replaced, text_document

pytestmark = pytest.mark.django_db
MACRO_MAIN = b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
MAIN = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
TYPES = "[Content_Types].xml"


def _plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("lesson.txt", "text")
    return buffer.getvalue()


def _many_entries() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"ppt/{number}", b"")
    return buffer.getvalue()


def _promised_entries() -> bytes:
    """A table of contents that says it is larger than anything we would read."""
    content = bytearray(deck(("一",)))
    place = content.rfind(b"PK\x05\x06")
    content[place + 12 : place + 16] = struct.pack("<I", 0xFFFFFFFF)
    return bytes(content)


def _locked_entry() -> bytes:
    content = bytearray(deck(("一",)))
    place = content.rfind(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def _unreadable_types(compression: int) -> Callable[[], bytes]:
    """Return what makes a file whose list of types is not what its *compression* can have made."""

    def make() -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", compression) as archive:
            archive.writestr(TYPES, bytes(range(256)) * 40)
        content, start = bytearray(buffer.getvalue()), 30 + len(TYPES)
        content[start + 9 : start + 29] = b"\xff" * 20
        return bytes(content)

    return make


def _doctype(part: bytes) -> bytes:
    return part.replace(b"<Types", b'<!DOCTYPE Types [<!ENTITY a "aaaaaaaaaa">]><Types', 1)


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "encrypted": ("a.pptx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "office_locked"),
    "truncated": ("a.pptx", lambda: deck()[:-3000], "office_broken"),
    "renamed zip": ("a.docx", _plain_zip, "office_other"),
    "renamed text": ("a.pptx", lambda: b"hello", "office_other"),
    "docx named pptx": ("a.pptx", text_document, "office_other"),
    "pptx named xlsx": ("a.xlsx", lambda: deck(("一",)), "office_other"),
    "macro type": ("a.pptx", lambda: changed(deck(("一",)), {TYPES: replaced(MAIN, MACRO_MAIN)}), "office_macro"),
    "macro part": ("a.pptx", lambda: changed(deck(("一",)), added={"ppt/vbaProject.bin": b"x"}), "office_macro"),
    "many entries": ("a.pptx", _many_entries, "office_bomb"),
    "promised table": ("a.pptx", _promised_entries, "office_bomb"),
    "bomb": ("a.pptx", lambda: changed(deck(("一",)), added={"ppt/media/a.bmp": bytes(30 << 20)}), "office_bomb"),
    "locked entry": ("a.pptx", _locked_entry, "office_locked"),
    "entities": ("a.pptx", lambda: changed(deck(("一",)), {TYPES: _doctype}), "office_broken"),
    "not what DEFLATE makes": ("a.pptx", _unreadable_types(zipfile.ZIP_DEFLATED), "office_broken"),
    "not what bzip2 makes": ("a.pptx", _unreadable_types(zipfile.ZIP_BZIP2), "office_broken"),
    "not what LZMA makes": ("a.pptx", _unreadable_types(zipfile.ZIP_LZMA), "office_broken"),
    "types bomb": ("a.pptx", lambda: changed(deck(("一",)), {TYPES: lambda part: part + b" " * (3 << 20)}), "office_bomb"),
    "old powerpoint": ("a.ppt", lambda: b"\xd0\xcf\x11\xe0", "handout_type"),
    "named for macros": ("a.PPTM", lambda: deck(("一",)), "handout_type"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_office_file_is_refused_and_nothing_is_kept(kind: str, teacher: Any, library_files: Callable[[], list[str]]) -> None:
    name, make, code = BAD[kind]

    with pytest.raises(InvalidInput) as caught:
        store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile(name, make()))

    assert (caught.value.code, StoredFile.objects.count(), library_files()) == (code, 0, [])
    assert "上传" in caught.value.message


def test_the_sentence_names_the_format_to_save_as(teacher: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile("课件.ppt", b"x"))

    assert caught.value.message == "请用 Office 或 WPS 打开这个文件，另存为 .pptx 后再上传：.ppt 打不开预览，也没法检查安全。"


@pytest.mark.parametrize(("name", "make"), [("a.pptx", deck), ("a.DOCX", text_document)])
def test_a_good_one_is_kept_and_waits_for_its_pages(name: str, make: Callable[[], bytes], teacher: Any) -> None:
    file = SimpleUploadedFile(f"../$(reboot)\n{name}", make())

    stored = store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=file)

    assert (stored.file_name, stored.text_state, stored.pages_state) == (f"$(reboot){name}", "waiting", "waiting")
