"""What an upload really holds: the header's claims, checked against its packets. Pure; no program runs here."""

import math
from array import array
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Self

from media_pipeline.processing import copying
from media_pipeline.processing.rates import standard_rate

NEAR_MS = 10_000


@dataclass(frozen=True)
class Facts:
    """One upload as it will be treated. Sizes are in square pixels after rotation; times in milliseconds.

    ``header_ms`` is what the container claims, ``duration_ms`` what its packets show; ``longest_frame_ms`` is the longest
    time one picture stands. ``video_index`` or ``audio_index`` is -1 when there is no such stream. ``copy_cuts`` are the
    numbers of the pictures at which the stream could be cut as it is, empty when it must be encoded;
    ``looks`` are two moments, in milliseconds, that stand for the whole picture and are cheap to decode from.
    ``plays_as_it_is`` says that browsers play picture and sound once they lie in an MP4; ``reorder`` is by how many
    pictures the stream's order differs from the order of showing.
    """

    container: str
    video_index: int
    audio_index: int
    video_codec: str
    audio_codec: str
    width: int
    height: int
    rate: str
    interlaced: bool
    hdr: bool
    header_ms: int
    duration_ms: int
    video_ms: int
    longest_frame_ms: int
    streams: int
    video_kbits: int = 0
    copy_cuts: tuple[int, ...] = ()
    plays_as_it_is: bool = False
    reorder: int = 0
    looks: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the facts as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any] | None) -> Self:
        """Rebuild facts from ``to_json``; ``TypeError`` when there are none yet."""
        values = values or {}
        return cls(**{**values, "copy_cuts": tuple(values.get("copy_cuts", ())), "looks": tuple(values.get("looks", ()))})

    @property
    def has_video(self) -> bool:
        """Whether there is a moving picture."""
        return self.video_index >= 0

    @property
    def has_sound(self) -> bool:
        """Whether there is a sound track."""
        return self.audio_index >= 0


@dataclass(frozen=True)
class Timeline:
    """What the packets of one stream show, in milliseconds from the file's beginning."""

    first_ms: int
    end_ms: int
    longest_ms: int
    count: int


class TimelineReader:
    """Adds the packets of one stream up; of the picture it also keeps all times, to see where it could be cut."""

    def __init__(self, *, keeps_times: bool = False) -> None:
        self.count = self.size = 0
        self.times = array("d")
        self.keys = array("d")
        self.has_open_groups = False
        self._keeps_times = keeps_times
        self._first = self._last = self._end = self._longest = self._usual = 0.0

    def feed(self, time: float, duration: float, size: int = 0, *, is_key: bool = False) -> None:
        """Take one packet: when it is shown and for how long, in seconds, its bytes, and whether decoding can begin there."""
        if not self.count:
            self._first = self._last = time
        self.count += 1
        self.size += size
        if self._keeps_times:
            self._keep(time, is_key)
        self._first = min(self._first, time)
        self._longest = max(self._longest, time - self._last, duration)
        self._last = max(self._last, time)
        self._end = max(self._end, time + duration)
        self._usual = duration or self._usual

    def _keep(self, time: float, is_key: bool) -> None:
        self.times.append(time)
        if is_key:
            self.keys.append(time)
        elif not self.keys or time < self.keys[-1]:
            self.has_open_groups = True  # a picture that is shown before the keyframe that precedes it in the file

    def result(self, origin: float) -> Timeline:
        """Return the sums, counted from *origin* seconds (the container's start)."""
        average = (self._last - self._first) / (self.count - 1) if self.count > 1 else 0.04
        end = max(self._end, self._last + (self._usual or average))
        return Timeline(_ms(self._first - origin), _ms(end - origin), _ms(self._longest), self.count)


class PacketReader:
    """Reads the packet list ``stream,pts,dts,duration,size,flags`` line by line into one timeline per stream."""

    def __init__(self, picture: int = -1) -> None:
        self.streams: dict[int, TimelineReader] = {picture: TimelineReader(keeps_times=True)} if picture >= 0 else {}

    def feed(self, line: str) -> None:
        """Take one line; a packet without any time is passed over."""
        index, pts, dts, duration, size, flags, *_ = [*line.strip().split(","), "", "", "", "", "", ""]
        time = pts if pts not in ("", "N/A") else dts
        if index.isdigit() and time not in ("", "N/A"):
            reader = self.streams.setdefault(int(index), TimelineReader())
            reader.feed(_number(time), _number(duration), int(size) if size.isdigit() else 0, is_key=flags.startswith("K"))

    def timeline(self, index: int, origin: float) -> Timeline | None:
        """Return what the packets of one stream show; ``None`` when it has none."""
        reader = self.streams.get(index)
        return reader.result(origin) if reader and reader.count else None


def pick_streams(probe: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the picture and the sound to use: the first real ones, preferring those marked as default. A cover is no picture."""
    streams = probe.get("streams", [])
    pictures = [s for s in streams if s.get("codec_type") == "video" and not _is_cover(s)]
    sounds = [s for s in streams if s.get("codec_type") == "audio" and int(s.get("channels") or 0) > 0]
    return _first_default(pictures), _first_default(sounds)


def _first_default(streams: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    ordered = sorted(streams, key=lambda s: (not s.get("disposition", {}).get("default"), s["index"]))
    return ordered[0] if ordered else None


def _is_cover(stream: dict[str, Any]) -> bool:
    disposition = stream.get("disposition", {})
    return bool(disposition.get("attached_pic") or disposition.get("still_image") or disposition.get("timed_thumbnails"))


def display_size(stream: dict[str, Any]) -> tuple[int, int]:
    """Return width and height as a person sees them: pixels made square, then rotated."""
    width, height = int(stream.get("width") or 0), int(stream.get("height") or 0)
    aspect = _ratio(stream.get("sample_aspect_ratio") or "1:1")
    if Fraction(1, 10) <= aspect <= 10 and aspect != 1:
        width, height = (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
    return (height, width) if rotation(stream) in (90, 270) else (width, height)


def rotation(stream: dict[str, Any]) -> int:
    """Return how far the picture is turned: 0, 90, 180 or 270 degrees."""
    turns = [data.get("rotation", 0) for data in stream.get("side_data_list", []) if "rotation" in data]
    return round(float(turns[0]) / 90) * 90 % 360 if turns else 0


def frame_rate(stream: dict[str, Any], timeline: Timeline) -> Fraction:
    """Return frames per second: the stream's average, else what its packets show."""
    for field in ("avg_frame_rate", "r_frame_rate"):
        rate = _ratio(stream.get(field) or "")
        if 0 < rate <= 240:
            return rate
    span = timeline.end_ms - timeline.first_ms
    return Fraction(timeline.count * 1000, span) if span > 0 else Fraction(25)


def is_hdr(stream: dict[str, Any]) -> bool:
    """Whether the picture needs more than a standard screen: HLG or PQ."""
    return stream.get("color_transfer") in ("arib-std-b67", "smpte2084")


def is_interlaced(stream: dict[str, Any]) -> bool:
    """Whether the picture comes in half-frames."""
    return stream.get("field_order") in ("tt", "bb", "tb", "bt")


def build_facts(probe: dict[str, Any], packets: PacketReader) -> Facts:
    """Put the probe and the packets together. A stream that announces itself but has no packets does not count."""
    origin = _number(str(probe.get("format", {}).get("start_time", "")))
    picture, sound = pick_streams(probe)
    video = packets.timeline(picture["index"], origin) if picture else None
    audio = packets.timeline(sound["index"], origin) if sound else None
    picture, sound = (picture if video else None), (sound if audio else None)
    width, height = display_size(picture) if picture else (0, 0)
    firm = fits_mp4(probe)
    ends = [timeline.end_ms for timeline in (video, audio) if timeline]
    return Facts(
        container=str(probe.get("format", {}).get("format_name", "")),
        video_index=picture["index"] if picture else -1,
        audio_index=sound["index"] if sound else -1,
        video_codec=str(picture.get("codec_name", "")) if picture else "",
        audio_codec=str(sound.get("codec_name", "")) if sound else "",
        width=width,
        height=height,
        rate=str(frame_rate(picture, video)) if picture and video else "",
        interlaced=bool(picture and is_interlaced(picture)),
        hdr=bool(picture and is_hdr(picture)),
        header_ms=header_duration_ms(probe),
        duration_ms=max(ends, default=0),
        video_ms=video.end_ms if video else 0,
        longest_frame_ms=video.longest_ms if video else 0,
        streams=len(probe.get("streams", [])),
        video_kbits=_kilobits(packets.streams[picture["index"]], video) if picture and video else 0,
        copy_cuts=_copy_cuts(picture, packets.streams[picture["index"]], video, origin) if picture and video and firm else (),
        plays_as_it_is=picture is not None and firm and copying.plays_everywhere(picture, sound),
        reorder=int(picture.get("has_b_frames") or 0) if picture else 0,
        looks=_looks(packets.streams[picture["index"]].keys, video, origin) if picture and video else (),
    )


def _looks(keys: Iterable[float], timeline: Timeline, origin: float) -> tuple[int, ...]:
    """Return a moment about a quarter and one about two thirds into the picture, at a keyframe where one is near."""
    moments = (math.ceil((key - origin) * 1000) + 1 for key in keys)  # a little later: seeking goes back to a keyframe
    starts = [moment for moment in moments if moment <= timeline.end_ms * 3 // 4]
    wanted = [timeline.end_ms // 4, timeline.end_ms * 2 // 3]
    nearest = [min(starts, key=lambda start: abs(start - moment), default=moment) for moment in wanted]
    return tuple(near if abs(near - moment) <= NEAR_MS else moment for near, moment in zip(nearest, wanted, strict=True))


def _copy_cuts(picture: dict[str, Any], reader: TimelineReader, timeline: Timeline, origin: float) -> tuple[int, ...]:
    if reader.has_open_groups or len(reader.times) != reader.count:
        return ()
    rate = standard_rate(frame_rate(picture, timeline))
    return copying.cuts_of(picture, [t - origin for t in reader.times], [t - origin for t in reader.keys], rate)


def fits_mp4(probe: dict[str, Any]) -> bool:
    """Tell whether the container keeps H.264 the way an MP4 does, so that it can be copied without being rewritten."""
    return any(name in str(probe.get("format", {}).get("format_name", "")).split(",") for name in ("mp4", "matroska"))


def _kilobits(reader: TimelineReader, timeline: Timeline) -> int:
    span = timeline.end_ms - timeline.first_ms
    return reader.size * 8 // span if span > 0 else 0


def header_duration_ms(probe: dict[str, Any]) -> int:
    """Return the longest duration that the streams used claim, in milliseconds; 0 when none claims any."""
    picture, sound = pick_streams(probe)
    claims = [_number(str(stream.get("duration", ""))) for stream in (picture, sound) if stream]
    return _ms(max(claims, default=0.0) or _number(str(probe.get("format", {}).get("duration", ""))))


def _ratio(text: str) -> Fraction:
    try:
        return Fraction(text.replace(":", "/"))
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _ms(seconds: float) -> int:
    return max(0, round(min(seconds, 1e9) * 1000))
