"""What will be made of an upload: sizes, rate, pieces. Pure arithmetic in whole frames, so that every piece and every
rung has exactly the frames it should, whatever was killed and repeated.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Self

from media_pipeline.processing.copying import SEGMENT_SECONDS
from media_pipeline.processing.facts import Facts
from media_pipeline.processing.rates import standard_rate

PROFILE = 3  # raised when the same upload would be encoded differently; part of the folder's name
LADDER = (1080, 720, 480, 360)
CAPS = {1080: 4500, 720: 2500, 480: 1200, 360: 700}  # kbit/s
GROUP_SECONDS = 4
GROUPS_PER_PIECE = 15
GROUPS_OF_FIRST_PIECE = 2  # short, so that something is encoded within seconds
COPY_MARGIN = 1.3  # a picture at most this much larger than ours would be is kept as it is
STILL_SIZE = (640, 360)
STILL_RATE = Fraction(2)
SCREEN_KBITS = 400  # a 1080p picture below this is a screen, not a camera
SCREEN_RATE = 15  # what moves on a screen needs no more


@dataclass(frozen=True)
class Rung:
    """One size: ``name`` is its short side, ``cap`` its highest rate in kbit/s."""

    name: str
    width: int
    height: int
    cap: int

    @property
    def size(self) -> str:
        """``WIDTHxHEIGHT``."""
        return f"{self.width}x{self.height}"


@dataclass(frozen=True)
class Plan:
    """How one upload is encoded. ``frames`` is the total, ``group`` the frames between forced keyframes.

    With ``cuts`` the top rung is the upload's own picture, cut at these frames; the other rungs are cut there too, and
    order their pictures alike (``reorder``), because a difference would show as a jump when players switch.
    """

    rungs: tuple[Rung, ...]
    rate: Fraction
    group: int
    frames: int
    video_index: int
    audio_index: int
    still: bool
    screen: bool
    interlaced: bool
    hdr: bool
    lookback: int
    video_ms: int
    cuts: tuple[int, ...] = ()
    reorder: int = 2

    @property
    def copies_top(self) -> bool:
        """Whether the top rung is the upload's own picture."""
        return bool(self.cuts)

    @property
    def encoded(self) -> tuple[Rung, ...]:
        """The rungs that are encoded, from the top down."""
        return self.rungs[1:] if self.cuts else self.rungs

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """First frame of each piece: a short one, then about sixty seconds each, always beginning with a segment."""
        starts = [0]
        for frame in self.cuts or range(0, self.frames, self.group):
            groups = min(GROUPS_OF_FIRST_PIECE, GROUPS_PER_PIECE) if len(starts) == 1 else GROUPS_PER_PIECE
            if frame - starts[-1] >= groups * self.group:
                starts.append(frame)
        return tuple(starts)

    @property
    def pieces(self) -> int:
        """Number of pieces."""
        return len(self.starts)

    @property
    def seconds(self) -> Fraction:
        """Exact length."""
        return self.frames / self.rate

    @property
    def duration_ms(self) -> int:
        """Length in milliseconds."""
        return round(self.seconds * 1000)

    @property
    def group_seconds(self) -> Fraction:
        """Exact time between forced keyframes."""
        return self.group / self.rate

    def frames_of(self, index: int) -> int:
        """Frames of one piece."""
        return (*self.starts, self.frames)[index + 1] - self.starts[index]

    def start_ms(self, index: int) -> int:
        """When a piece begins, in milliseconds."""
        return round(self.starts[index] / self.rate * 1000)

    def end_ms(self, index: int) -> int:
        """When a piece ends, in milliseconds."""
        return round((self.starts[index] + self.frames_of(index)) / self.rate * 1000)

    def keyframes_of(self, index: int) -> list[int]:
        """Frames of one piece that must be keyframes, counted from its beginning; only where the cuts are the upload's."""
        begin, length = self.starts[index], self.frames_of(index)
        return [cut - begin for cut in self.cuts if begin <= cut < begin + length]

    @property
    def segment_seconds(self) -> Fraction:
        """Least length of a segment."""
        return SEGMENT_SECONDS if self.cuts else self.group_seconds

    def reading_start(self, index: int) -> tuple[Fraction, int]:
        """Return from which second to read for a piece, and how many frames to skip before its first one.

        A piece that lies behind the end of the picture (the sound goes on) reads the last picture and lets it stand.
        """
        begin = self.starts[index]
        last_picture = max(0, int(Fraction(self.video_ms, 1000) * self.rate) - 1)
        first = max(0, min(begin - self.lookback, last_picture - self.lookback)) if index else 0
        return first / self.rate, begin - first

    @property
    def fingerprint(self) -> str:
        """Short text that differs when anything about the result would."""
        text = json.dumps([PROFILE, self.to_json()], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def to_json(self) -> dict[str, Any]:
        """Return the plan as JSON values."""
        return asdict(self) | {"cuts": list(self.cuts), "rate": str(self.rate), "rungs": [asdict(rung) for rung in self.rungs]}

    @classmethod
    def from_json(cls, values: dict[str, Any] | None) -> Self:
        """Rebuild a plan from ``to_json``; ``KeyError`` when there is none yet."""
        values = values or {}
        rungs = tuple(Rung(**rung) for rung in values["rungs"])
        cuts = tuple(values.get("cuts", ()))
        return cls(**{**values, "rate": Fraction(values["rate"]), "rungs": rungs, "cuts": cuts})


def make_plan(facts: Facts) -> Plan:
    """Return the plan for an upload with these facts, as for a camera; ``as_screen`` turns it into one for slides."""
    still = not facts.has_video
    rate = STILL_RATE if still else standard_rate(_picture_rate(facts))
    width, height = STILL_SIZE if still else (facts.width, facts.height)
    rungs = ladder(width, height)[-1:] if still else ladder(width, height)
    length = Fraction(_length_ms(facts), 1000)
    return Plan(
        rungs=tuple(rungs),
        rate=rate,
        group=round(GROUP_SECONDS * rate),
        frames=max(1, round(length * rate)),
        video_index=facts.video_index,
        audio_index=facts.audio_index,
        still=still,
        screen=False,
        interlaced=facts.interlaced,
        hdr=facts.hdr,
        lookback=int(Fraction(min(facts.longest_frame_ms, 60_000), 1000) * rate) + 2,
        video_ms=facts.video_ms,
    )


def _length_ms(facts: Facts) -> int:
    """Return how long the result is: the picture's length, or the sound's when it goes on for more than half a second."""
    if facts.has_video and facts.duration_ms - facts.video_ms <= 500:
        return facts.video_ms
    return facts.duration_ms


def _picture_rate(facts: Facts) -> Fraction:
    """Return the upload's rate; at least 15 where pictures stand for unequal times, so that changes come when they should."""
    rate = Fraction(facts.rate or 25)
    uneven = facts.longest_frame_ms > 2500 / max(rate, Fraction(1, 1000))
    return max(rate, Fraction(15)) if uneven else rate


def ladder(width: int, height: int) -> list[Rung]:
    """Return the rungs from the top down, by the short side, never larger than the upload and always of even sizes."""
    short = min(width, height)
    top = min(short, LADDER[0])
    sides = [top, *(side for side in LADDER if side <= top * 0.85)]
    return [_rung(width, height, side) for side in sides]


def _rung(width: int, height: int, side: int) -> Rung:
    scale = Fraction(side, min(width, height))
    cap = next((CAPS[step] for step in reversed(LADDER) if side <= step), CAPS[LADDER[0]])
    return Rung(str(side), _even(width * scale), _even(height * scale), cap)


def _even(value: Fraction) -> int:
    return max(2, round(value / 2) * 2)


def is_screen(plan: Plan, kilobits: float) -> bool:
    """Tell whether a trial of the top rung at *kilobits* per second says slides or a screen, where half the rate is enough."""
    rung = plan.rungs[0]
    share = (rung.width * rung.height / (1920 * 1080)) ** 0.75
    return plan.rate > SCREEN_RATE and kilobits < SCREEN_KBITS * share


def could_copy(plan: Plan, facts: Facts) -> bool:
    """Tell whether the upload's own picture could be the top rung: even steps, right size, not clearly larger than our cap."""
    top = plan.rungs[0]
    same = (facts.width, facts.height) == (top.width, top.height) and Fraction(facts.rate or 0) == plan.rate
    whole = bool(facts.copy_cuts) and facts.reorder <= 2 and plan.duration_ms - facts.video_ms <= 500
    return same and whole and len(plan.rungs) > 1 and facts.video_kbits <= COPY_MARGIN * top.cap


def is_lean(plan: Plan, facts: Facts, kilobits: float) -> bool:
    """Tell whether the upload's picture is hardly larger than a trial of ours at *kilobits* per second."""
    return facts.video_kbits <= COPY_MARGIN * min(kilobits, plan.rungs[0].cap)


def as_copied(plan: Plan, facts: Facts) -> Plan:
    """Return the plan that keeps the upload's picture as the top rung and cuts all others where it can be cut."""
    return replace(plan, cuts=facts.copy_cuts, reorder=facts.reorder)


def without_copy(plan: Plan) -> Plan:
    """Return the plan that encodes every rung, for an upload whose own picture turned out not to go with the others."""
    return replace(plan, cuts=(), reorder=Plan.reorder)


def as_screen(plan: Plan) -> Plan:
    """Return the plan for slides: half the rate, and no rung between 720 and 360."""
    seconds = plan.seconds
    rate = plan.rate / 2
    rungs = tuple(rung for rung in plan.rungs if rung.name != "480" or rung is plan.rungs[0])
    return replace(
        plan,
        rungs=rungs,
        rate=rate,
        group=round(GROUP_SECONDS * rate),
        frames=max(1, round(seconds * rate)),
        lookback=plan.lookback // 2 + 2,
        screen=True,
    )
