"""Telling from a file's first bytes what it plainly is, so that the refusal can say so. Names and claimed types are not asked."""

import re
import zipfile
from pathlib import Path

HEAD = 64 << 10
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"8BPS", "picture"),
    (b"%PDF-", "document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document"),
    (b"{\\rtf", "document"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
)
_AMR = (b"#!AMR\n", b"#!AMR-WB\n")
"""What old phones record; the first two bytes are those of a script."""
_OFFICE = ("word/", "ppt/", "xl/", "META-INF/manifest.xml")


def sniff(path: Path) -> str:
    """Return the refusal code of what the file plainly is; empty when it may be a video."""
    with path.open("rb") as handle:
        head = handle.read(HEAD)
    if not head:
        return "empty"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(path)
    if head.startswith(_AMR):
        return ""
    if head.startswith(b"MZ") and b"PE\x00\x00" in head:
        return "program"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "picture"
    return next((code for magic, code in _MAGIC if head.startswith(magic)), "") or _text_kind(head)


def _zip_kind(path: Path) -> str:
    """Tell by the table of contents alone, which may be broken, or newer than ``zipfile`` (its ``NotImplementedError``)."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "document" if any(name.startswith(_OFFICE) for name in archive.namelist()[:200]) else "archive"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "archive"


def _text_kind(head: bytes) -> str:
    """Return what kind of text it is; empty when it is no text."""
    text = _decode(head)
    if text is None:
        return ""
    start = text.lstrip("\ufeff \t\r\n")[:2000].lower()
    if start.startswith(("#extm3u", "ffconcat", "<mpd", "[playlist]")) or re.match(r"(<\?xml[^>]*>\s*)?<(mpd|smil|asx)\b", start):
        return "playlist"
    if start.startswith(("<!doctype html", "<html")) or re.search(r"<(html|head|body|script)\b", start):
        return "web_page"
    if re.match(r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!doctype svg[^>]*>\s*)?<svg\b", start, re.DOTALL):
        return "picture"
    return "text"


def _decode(head: bytes) -> str | None:
    """Return the bytes as text, or ``None`` when they are none: control characters, or no encoding fits."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    if any(byte < 9 or 13 < byte < 27 for byte in head):
        return None
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
