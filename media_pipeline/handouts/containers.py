"""Looking into Office files before they are kept: are they what their name says, without macros, and of a sane size?

Word, PowerPoint and Excel files are ZIP archives of XML parts (ECMA-376). Only the archive's table of contents and its list of
types are read here, within bounds; nothing is unpacked. What is kept may still be hostile: it is read in the sandbox only.
"""

import struct
import zipfile
from typing import IO
from xml.parsers import expat

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.api import InvalidInput
from media_pipeline.processing.office_parts import ZIP_FAULTS

MOST_ENTRIES = 10_000
MOST_TABLE_BYTES = 4 << 20
MOST_UNPACKED = 1 << 30
MOST_RATIO = 200
"""A part may unpack to so many times its size; XML of real files stays below 60, DEFLATE ends at 1,032."""
SMALL_PART = 4 << 20
"""Parts up to this size may have any ratio: a sheet of empty rows packs very well."""
MOST_TYPES_BYTES = 2 << 20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    _MAIN + "wordprocessingml.document.main+xml": ".docx",
    _MAIN + "presentationml.presentation.main+xml": ".pptx",
    _MAIN + "presentationml.slideshow.main+xml": ".pptx",
    _MAIN + "spreadsheetml.sheet.main+xml": ".xlsx",
}
_NAMES = {".docx": "Word", ".pptx": "PPT", ".xlsx": "Excel"}
_MACRO_MARKS = ("macroenabled", "vbaproject", "vbadata", "ms-word.attachedtoolbars", "ms-excel.macrosheet", "intlmacrosheet")

_BROKEN = (
    *ZIP_FAULTS,
    OSError,  # a part that is no bzip2; and a place before the beginning of the file
    ValueError,  # names that are no UTF-8 though marked so, negative places, and our own no to a document type
    expat.ExpatError,  # the list of types is no XML
)
_SENTENCES: dict[str, "str | Promise"] = {
    "office_locked": _("这个文件有密码，或者是旧格式。请在 Office 或 WPS 里去掉密码，另存为 %(extension)s 后再上传。"),
    "office_broken": _("这个文件打不开，可能没有传完整。请在自己的电脑上打开看看，另存一份后再上传。"),
    "office_other": _(
        "这不是 %(kind)s 文件，只是名字以 %(extension)s 结尾。请用 Office 或 WPS 打开原文件，另存为 %(extension)s 后再上传。"
    ),
    "office_macro": _("这个文件里有宏，为了安全没有收下。请另存为不带宏的 %(extension)s 后再上传。"),
    "office_bomb": _("这个文件解压以后大得不正常，没有收下。请另存一份，或分成几个文件再上传。"),
}


def check_office_file(file: IO[bytes], extension: str) -> None:
    """Raise ``InvalidInput`` unless *file* is an unlocked Office file without macros that *extension* is right for."""
    file.seek(0)
    head = file.read(8)
    if head == _OLE:
        raise _refusal("office_locked", extension)
    if not head.startswith(b"PK\x03\x04"):
        raise _refusal("office_other", extension)
    _check_table(file, extension)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_sizes(archive.infolist(), extension)
            types = _types_of(archive, extension)
    except _BROKEN:
        raise _refusal("office_broken", extension) from None
    _check_types(types, archive.namelist(), extension)


def _check_table(file: IO[bytes], extension: str) -> None:
    """Look at the size of the table of contents before anything reads it. ZIP64 is for files far above our limit."""
    size = file.seek(0, 2)
    start = max(0, size - (1 << 16) - 22)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise _refusal("office_broken", extension)
    entries, table_bytes = struct.unpack("<HI", tail[place + 10 : place + 16])
    if entries > MOST_ENTRIES or table_bytes > MOST_TABLE_BYTES:
        raise _refusal("office_bomb", extension)
    file.seek(0)


def _check_sizes(entries: list[zipfile.ZipInfo], extension: str) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _refusal("office_bomb", extension)
    for entry in entries:
        if entry.flag_bits & 1:
            raise _refusal("office_locked", extension)
        if entry.file_size > max(SMALL_PART, MOST_RATIO * entry.compress_size):
            raise _refusal("office_bomb", extension)


def _types_of(archive: zipfile.ZipFile, extension: str) -> set[str]:
    """Return all content types that the file names, in small letters."""
    try:
        with archive.open("[Content_Types].xml") as part:
            listed = part.read(MOST_TYPES_BYTES + 1)
    except KeyError:
        raise _refusal("office_other", extension) from None
    if len(listed) > MOST_TYPES_BYTES:
        raise _refusal("office_bomb", extension)
    found: set[str] = set()

    def start(_name: str, attributes: dict[str, str]) -> None:
        found.add(attributes.get("ContentType", "").strip().lower())

    def doctype(*_arguments: object) -> None:
        raise ValueError("no Office program writes a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(listed, True)
    return found


def _check_types(types: set[str], names: list[str], extension: str) -> None:
    lower = [*types, *(name.lower() for name in names)]
    if any(mark in word for word in lower for mark in _MACRO_MARKS):
        raise _refusal("office_macro", extension)
    if {MAIN_TYPES[main] for main in types & set(MAIN_TYPES)} != {extension}:
        raise _refusal("office_other", extension)


def _refusal(code: str, extension: str) -> InvalidInput:
    return InvalidInput(str(_SENTENCES[code]) % {"extension": extension, "kind": _NAMES[extension]}, code=code)
