"""Reading and writing captions: WebVTT and SubRip in, WebVTT out.

The reader is strict on purpose: a wrong line is named with its number and what to write instead, because captions that
are half taken are worse than captions that are mended once.
"""

import html
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.api import InvalidInput

MAX_CHARACTERS = 2_000_000
_TIME = r"(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})"
_TIMING = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}(?:\s+.*)?$")
_TAG = re.compile(r"</?(?:c|i|b|u|v|lang|ruby|rt|font)(?:[.\s][^>]*)?>|<\d[\d:.]*>|\{\\an?\d\}", re.IGNORECASE)


@dataclass(frozen=True)
class Cue:
    """Words shown from ``start_ms`` to ``end_ms``, in milliseconds of the video. ``text`` is plain text."""

    start_ms: int
    end_ms: int
    text: str


def parse_captions(text: str) -> list[Cue]:
    """Return the cues of a WebVTT or SubRip text. ``InvalidInput`` names the first wrong line and how to mend it."""
    if len(text) > MAX_CHARACTERS:
        raise InvalidInput(_("字幕太长，超过 200 万字。请检查是不是选错了文件。"), code="captions_too_long")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues: list[Cue] = []
    number = _skip_header(lines)
    while number < len(lines):
        if not lines[number].strip():
            number += 1
            continue
        number = _read_block(lines, number, cues)
    if not cues:
        raise InvalidInput(_("这个文件里没有一句字幕。请选择 VTT 或 SRT 字幕文件。"), code="captions_empty")
    return cues


def _skip_header(lines: list[str]) -> int:
    """Return the index of the first line after a WebVTT header; 0 for SubRip."""
    if not lines[0].startswith("WEBVTT"):
        return 0
    if lines[0][6:7] not in ("", " ", "\t"):
        raise _wrong(1, _("第一行应当是 WEBVTT"))
    number = 1
    while number < len(lines) and lines[number].strip():
        number += 1
    return number


def _read_block(lines: list[str], number: int, cues: list[Cue]) -> int:
    """Read one block that starts at index *number*; append its cue; return the index after it."""
    end = number
    while end < len(lines) and lines[end].strip():
        end += 1
    first = lines[number]
    if re.match(r"^(NOTE|STYLE|REGION)(\s|$)", first):
        return end
    timing = number if "-->" in first else number + 1
    if timing >= end or "-->" not in lines[timing]:
        raise _wrong(number + 1, _("这里应当是时间，例如 00:00:05.000 --> 00:00:08.000"))
    start_ms, end_ms = _read_timing(lines[timing], timing + 1)
    if cues and start_ms < cues[-1].start_ms:
        raise _wrong(timing + 1, _("这一句比上一句开始得早，请按时间排好"))
    words = _plain("\n".join(lines[timing + 1 : end]))
    if any("-->" in line for line in lines[timing + 1 : end]):
        raise _wrong(timing + 2, _("两句字幕之间少了一个空行"))
    if words:
        cues.append(Cue(start_ms, end_ms, words))
    return end


def _read_timing(line: str, number: int) -> tuple[int, int]:
    match = _TIMING.match(line)
    if not match:
        raise _wrong(number, _("时间写得不对，应当像 00:00:05.000 --> 00:00:08.000"))
    start_ms, end_ms = _milliseconds(match.groups()[:4], number), _milliseconds(match.groups()[4:], number)
    if end_ms <= start_ms:
        raise _wrong(number, _("结束时间不比开始时间晚"))
    return start_ms, end_ms


def _milliseconds(parts: tuple[str | None, ...], number: int) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    if minutes > 59 or seconds > 59:
        raise _wrong(number, _("分和秒要小于 60"))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _plain(text: str) -> str:
    """Return the words without formatting tags and entities; other angle brackets stay as the text they are."""
    return clean_words(html.unescape(_TAG.sub("", text)))


def clean_words(text: str) -> str:
    """Return words as they are kept: no NUL, one kind of line end, no empty lines (they would end the cue in a file)."""
    return re.sub(r"\s*\n\s*", "\n", text.replace("\x00", "").replace("\r", "\n")).strip()


def _wrong(number: int, what: str) -> InvalidInput:
    return InvalidInput(
        _("字幕第 %(line)s 行有问题：%(what)s。改好这一行再上传。") % {"line": number, "what": what}, code="captions_line"
    )


def write_vtt(cues: list[Cue]) -> str:
    """Return the cues as WebVTT; the words are escaped, so they stay text in every player."""
    blocks = ["WEBVTT\n"]
    for cue in cues:
        words = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        words = re.sub(r"\n\s*\n+", "\n", words)
        blocks.append(f"{clock_text(cue.start_ms)} --> {clock_text(cue.end_ms)}\n{words}\n")
    return "\n".join(blocks)


def clock_text(ms: int) -> str:
    """Return milliseconds as captions write them: ``00:01:02.500``."""
    seconds, thousandths = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
