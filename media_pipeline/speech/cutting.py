"""Making sentences for the screen of what an engine heard. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from media_pipeline.captions.cues import Cue, clean_words

MOST_WIDTH = 42
"""Of one sentence on the screen, counted as letters; a Chinese character is as wide as two."""
LEAST_MS = 300
_PARTS = re.compile(r".+?(?:[，。！？；、,.!?;]+\s*|\s+|$)", re.DOTALL)


def cues_of(heard: Iterable[tuple[float, float, str]], duration_ms: int) -> list[Cue]:
    """Return *heard* (seconds, seconds, words) as cues inside the video: in order, none too wide, none without words."""
    cues: list[Cue] = []
    for begin, end, said in heard:
        words = clean_words(said)
        start_ms = max(round(begin * 1000), cues[-1].end_ms if cues else 0)
        end_ms = min(round(end * 1000), duration_ms)
        if words and end_ms - start_ms >= LEAST_MS:
            cues.extend(_spread(list(_lines(words)), start_ms, end_ms))
    return cues


def _lines(words: str) -> Iterator[str]:
    """Cut words after their marks so that each line fits; a part without marks that is too wide is cut where it must be."""
    line = ""
    for part in _PARTS.findall(words):
        if line and _width(line + part.rstrip()) > MOST_WIDTH:
            yield line.strip()
            line = ""
        line += part
        while _width(line) > MOST_WIDTH + 2:
            place = _fitting(line)
            yield line[:place].strip()
            line = line[place:]
    if line.strip():
        yield line.strip()


def _fitting(line: str) -> int:
    """Return how many characters of *line* fit."""
    width = 0
    for place, character in enumerate(line):
        width += _width(character)
        if width > MOST_WIDTH:
            return place
    return len(line)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _spread(lines: list[str], start_ms: int, end_ms: int) -> Iterator[Cue]:
    """Give each line its share of the time by its width."""
    total = sum(_width(line) for line in lines) or 1
    done, begin = 0, start_ms
    for line in lines:
        done += _width(line)
        end = start_ms + (end_ms - start_ms) * done // total
        if end > begin:
            yield Cue(begin, end, line)
        begin = end
