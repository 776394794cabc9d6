"""Judging captions that were written sentence by sentence: the first wrong one is named, with what to do."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from foundation.api import InvalidInput
from media_pipeline.captions.cues import Cue, clean_words, clock_text

MAX_CUES = 20_000
MAX_WORDS = 1_000
"""Characters of one sentence; more never fits on a screen."""
LATE_MS = 1_000
"""How much later than the video a sentence may end: lengths of sound and picture differ a little."""
_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?$")


def read_rows(rows: object) -> list[Cue]:
    """Return the cues of *rows*, ``[start, end, words]`` each as somebody typed them (``1:02.5``, ``00:01:02,500``).

    ``InvalidInput`` names the first wrong sentence; its ``fields`` have one entry, ``<number>.<start, end or text>``.
    """
    if not isinstance(rows, list) or len(rows) > MAX_CUES:
        raise InvalidInput(_("没有看懂这些字幕，请刷新页面再试。"), code="captions_cue")
    cues: list[Cue] = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != 3 or not all(isinstance(part, str) for part in row):
            raise InvalidInput(_("没有看懂这些字幕，请刷新页面再试。"), code="captions_cue")
        start_ms, end_ms = _milliseconds(row[0], number, "start"), _milliseconds(row[1], number, "end")
        cues.append(Cue(start_ms, end_ms, clean_words(row[2])))
    return cues


def check_cues(cues: Sequence[Cue], duration_ms: int | None) -> None:
    """Refuse what cannot be shown: no words, no length, out of order, after the video's end (*duration_ms*; ``None``: unknown)."""
    if not cues:
        raise InvalidInput(_("一句字幕也没有。先写一句，再保存。"), code="captions_empty")
    before = 0
    for number, cue in enumerate(cues, start=1):
        _check_cue(number, cue, before, duration_ms)
        before = cue.start_ms


def _check_cue(number: int, cue: Cue, before: int, duration_ms: int | None) -> None:
    if not cue.text:
        raise _wrong(number, "text", _("没有字。写上字，或者删掉这一句"))
    if len(cue.text) > MAX_WORDS:
        raise _wrong(number, "text", _("超过 %(limit)s 个字。请拆成几句") % {"limit": MAX_WORDS})
    if cue.end_ms <= cue.start_ms:
        raise _wrong(number, "end", _("结束时间不比开始时间晚"))
    if cue.start_ms < before:
        raise _wrong(number, "start", _("比上一句开始得早，请按时间排好"))
    if duration_ms is not None and cue.end_ms > duration_ms + LATE_MS:
        raise _wrong(number, "end", _("结束时已经超过视频的长度 %(length)s") % {"length": clock_text(duration_ms)})


def _milliseconds(typed: str, number: int, part: str) -> int:
    match = _CLOCK.match(typed.strip().replace("：", ":").replace("．", ".").replace("，", ","))
    if not match:
        raise _wrong(number, part, _("时间写得不对，应当像 01:05.500"))
    hours, minutes, seconds = (int(found or 0) for found in match.groups()[:3])
    if minutes > 59 or seconds > 59:
        raise _wrong(number, part, _("分和秒要小于 60"))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((match[4] or "").ljust(3, "0"))


def _wrong(number: int, part: str, what: str) -> InvalidInput:
    message = _("第 %(n)s 句：%(what)s。改好再保存，写的都还在。") % {"n": number, "what": what}
    return InvalidInput(message, code="captions_cue", fields={f"{number}.{part}": what})
