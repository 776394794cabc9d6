"""Playlists: reading those of the segmenter, writing our own master with the rates that are true."""

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from media_pipeline.processing.plan import Plan, Rung

SOUND_CODEC = "mp4a.40.2"


@dataclass(frozen=True)
class Segment:
    """One segment: seconds, bytes, and where it begins in its file."""

    seconds: float
    size: int
    offset: int


@dataclass(frozen=True)
class MediaPlaylist:
    """One rendition's segments; ``ended`` when the list says it is complete."""

    segments: tuple[Segment, ...]
    ended: bool

    @property
    def seconds(self) -> float:
        """Length."""
        return sum(segment.seconds for segment in self.segments)

    @property
    def peak(self) -> float:
        """Highest rate of any segment in bits per second; a very short last one does not count."""
        rates = [segment.size * 8 / segment.seconds for segment in self.segments if segment.seconds > 0.5]
        return max(rates, default=self.average)

    @property
    def average(self) -> float:
        """Rate over everything in bits per second."""
        return sum(segment.size for segment in self.segments) * 8 / max(self.seconds, 0.1)


def read_playlist(path: Path) -> MediaPlaylist:
    """Return the segments of a byte-range playlist."""
    segments: list[Segment] = []
    seconds, size, offset = 0.0, 0, 0
    text = path.read_text()
    for line in text.splitlines():
        if line.startswith("#EXTINF:"):
            seconds = float(line[8:].split(",")[0])
        elif match := re.match(r"#EXT-X-BYTERANGE:(\d+)(?:@(\d+))?$", line):
            size, offset = int(match[1]), int(match[2] or offset + size)
        elif line and not line.startswith("#"):
            segments.append(Segment(seconds, size, offset))
    return MediaPlaylist(tuple(segments), "#EXT-X-ENDLIST" in text)


def video_codec(path: Path) -> str:
    """Return the RFC 6381 name of the H.264 stream in an MP4, read from its ``avcC`` box."""
    with path.open("rb") as handle:
        head = handle.read(256 << 10)
    at = head.find(b"avcC")
    profile, compatible, level = head[at + 5 : at + 8] if at >= 0 else (0x64, 0, 0x28)
    return f"avc1.{profile:02x}{compatible:02x}{level:02x}"


def write_masters(folder: Path, plan: Plan, *, has_sound: bool) -> None:
    """Write ``master.m3u8``: each rung with the rate its worst segment truly needs, sound included.

    ``native.m3u8`` is the same for players of the system (iPhones), which fall back to a last rung of sound alone by
    themselves; players in the page leave such a rung out and let people choose it.
    """
    sound = read_playlist(folder / "audio.m3u8") if has_sound else None
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if sound:
        group = 'TYPE=AUDIO,GROUP-ID="sound",NAME="sound",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="1"'
        lines.append(f'#EXT-X-MEDIA:{group},URI="audio.m3u8"')
    for rung in plan.rungs:
        lines += [_stream_line(folder, rung, plan.rate, sound), f"{rung.name}.m3u8"]
    (folder / "master.m3u8").write_text("\n".join(lines) + "\n")
    if sound:
        lines += [_sound_line(sound), "audio.m3u8"]
    (folder / "native.m3u8").write_text("\n".join(lines) + "\n")


def _sound_line(sound: MediaPlaylist) -> str:
    rates = f"BANDWIDTH={round(sound.peak)},AVERAGE-BANDWIDTH={round(sound.average)}"
    return f'#EXT-X-STREAM-INF:{rates},CODECS="{SOUND_CODEC}",AUDIO="sound"'


def _stream_line(folder: Path, rung: Rung, rate: Fraction, sound: MediaPlaylist | None) -> str:
    video = read_playlist(folder / f"{rung.name}.m3u8")
    codecs = video_codec(folder / f"{rung.name}.mp4") + (f",{SOUND_CODEC}" if sound else "")
    attributes = [
        f"BANDWIDTH={round(video.peak + (sound.peak if sound else 0))}",
        f"AVERAGE-BANDWIDTH={round(video.average + (sound.average if sound else 0))}",
        f'CODECS="{codecs}"',
        f"RESOLUTION={rung.size}",
        f"FRAME-RATE={float(rate):.3f}",
    ]
    if sound:
        attributes.append('AUDIO="sound"')
    return "#EXT-X-STREAM-INF:" + ",".join(attributes)
