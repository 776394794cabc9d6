"""Cutting what is said in a video into pieces of half a minute to a minute, each findable by itself; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from media_pipeline.api import Cue

SHORTEST_MS, LONGEST_MS = 30_000, 60_000
_ENDS = tuple("。！？!?…；;")


@dataclass(frozen=True)
class Piece:
    """Words that belong together. ``starts`` pairs the place of each cue in ``text`` with the second at which it is said."""

    text: str
    starts: list[list[int]]


def cut_pieces(cues: Iterable[Cue]) -> list[Piece]:
    """Return the pieces of a transcript in order; a piece ends with a sentence after 30 s, at the latest before 60 s.

    Cues that overlap, stand in the wrong order or have no length are taken as they come, by their start.
    """
    pieces: list[Piece] = []
    waiting: list[Cue] = []
    for cue in sorted((cue for cue in cues if cue.text.strip()), key=lambda cue: cue.start_ms):
        begin = waiting[0].start_ms if waiting else cue.start_ms
        is_long = cue.end_ms - begin > LONGEST_MS
        is_whole = bool(waiting) and waiting[-1].end_ms - begin >= SHORTEST_MS and waiting[-1].text.rstrip().endswith(_ENDS)
        if waiting and (is_long or is_whole):
            pieces.append(_join(waiting))
            waiting = []
        waiting.append(cue)
    return [*pieces, _join(waiting)] if waiting else pieces


def _join(cues: Sequence[Cue]) -> Piece:
    """Join the words; captions cut sentences anywhere, so Chinese is joined without a gap and latin words with one."""
    text = ""
    starts: list[list[int]] = []
    for cue in cues:
        words = " ".join(cue.text.split())
        if text and not (_is_wide(text[-1]) or _is_wide(words[0])):
            text += " "
        starts.append([len(text), max(0, cue.start_ms) // 1000])
        text += words
    return Piece(text, starts)


def _is_wide(character: str) -> bool:
    return ord(character) > 0x2E7F
