"""Office files for tests: written by python-pptx and python-docx, and then changed by hand for the bad ones."""

import io
import zipfile
from collections.abc import Callable, Mapping

import docx
import pptx

TITLES = ("低压配电的接地保护", "变频器调试 VFD-100", "龘靐齉：生僻字也要看得见")


def deck(titles: tuple[str, ...] = TITLES, *, hidden: tuple[int, ...] = (), words: str = "电工初级") -> bytes:
    """Return a presentation with one slide for each title; those at the places *hidden* are not shown."""
    presentation = pptx.Presentation()
    for place, title in enumerate(titles):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.placeholders[1].text = words
        slide.shapes.title.text = title
        slide.notes_slide.notes_text_frame.text = "只给老师看的备注"
        if place in hidden:
            slide._element.set("show", "0")
    return _saved(presentation)


def text_document(pages: tuple[str, ...] = TITLES) -> bytes:
    """Return a text document with one page for each text."""
    document = docx.Document()
    for place, text in enumerate(pages):
        if place:
            document.add_page_break()
        document.add_paragraph(text)
    return _saved(document)


def long_document(pages: int) -> bytes:
    """Return a text document of so many short pages, made from one by repeating its body."""

    def repeat(body: bytes) -> bytes:
        page = '<w:p><w:r><w:t>养老护理</w:t></w:r></w:p><w:p><w:r><w:br w:type="page"/></w:r></w:p>'.encode()
        return body.replace(b"<w:body>", b"<w:body>" + page * (pages - 1), 1)

    return changed(text_document(("末页",)), {"word/document.xml": repeat})


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def changed(
    content: bytes, changes: Mapping[str, Callable[[bytes], bytes]] | None = None, *, added: Mapping[str, bytes] | None = None
) -> bytes:
    """Return an Office file in which some parts are changed and others added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = (changes or {}).get(name)
            new.writestr(name, change(old.read(name)) if change else old.read(name))
        for name, part in (added or {}).items():
            new.writestr(name, part)
    return buffer.getvalue()


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return a change that puts *new* in the place of *old*, which must be there."""

    def change(part: bytes) -> bytes:
        assert old in part
        return part.replace(old, new)

    return change


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return all parts of an Office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
