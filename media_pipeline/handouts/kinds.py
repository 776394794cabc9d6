"""Which files are given out as hand-outs, and which of them have pages."""

from typing import IO

from django.utils.translation import gettext as _

from foundation.api import InvalidInput
from media_pipeline.handouts.containers import check_office_file

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGED = frozenset({PDF, DOCX, PPTX})
HANDOUT_TYPES = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".pptx": PPTX,
    ".xlsx": XLSX,
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".zip": "application/zip",
    ".mp3": "audio/mpeg",
}
_OFFICE = (".docx", ".pptx", ".xlsx")
_OLD = {".doc": ".docx", ".ppt": ".pptx", ".xls": ".xlsx", ".pps": ".pptx", ".wps": ".docx", ".dps": ".pptx", ".et": ".xlsx"}
_WITH_MACROS = {".docm": ".docx", ".pptm": ".pptx", ".ppsm": ".pptx", ".xlsm": ".xlsx"}


def type_for(name: str) -> str:
    """Return the content type for a file's *name*; ``InvalidInput`` for what is not given out.

    The formats from before 2007 and those of WPS are not: nobody can see from outside what they do when opened.
    """
    extension = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if newer := _OLD.get(extension) or _WITH_MACROS.get(extension):
        text = _("请用 Office 或 WPS 打开这个文件，另存为 %(extension)s 后再上传：%(old)s 打不开预览，也没法检查安全。")
        raise InvalidInput(text % {"extension": newer, "old": extension}, code="handout_type")
    if extension not in HANDOUT_TYPES:
        raise InvalidInput(_("讲义可以是 PDF、Word、PPT、Excel、图片、文本、MP3 或 ZIP。请换一种格式。"), code="handout_type")
    return HANDOUT_TYPES[extension]


def check_content(file: IO[bytes], content_type: str) -> None:
    """Raise ``InvalidInput`` when an Office file is not what its name says."""
    extension = next(extension for extension, known in HANDOUT_TYPES.items() if known == content_type)
    if extension in _OFFICE:
        check_office_file(file, extension)
