"""Every bad or strange file that the gate must answer rightly, made on the spot: written bytes, patched files, odd recordings.

Each entry says what must come out: a refusal with one of some codes, or facts that a check accepts.
"""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from media_pipeline.processing.facts import Facts
from media_pipeline.processing.plan import make_plan
from tests.media_pipeline.sources import FAST, make, picture, tone

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)
SMALL = picture(1, "160x90")


@dataclass(frozen=True)
class Hostile:
    """One file: how it is made in a folder, the codes it may be refused with, and what its facts must be when it is taken."""

    name: str
    build: Callable[[Path], Path]
    codes: tuple[str, ...] = ()
    check: Callable[[Facts], bool] | None = None

    def make(self, folder: Path) -> Path:
        """Make the file in a folder of its own below *folder* and return its path."""
        own = folder / hashlib.sha256(self.name.encode()).hexdigest()[:10]
        own.mkdir(parents=True, exist_ok=True)
        return self.build(own)

    def is_right(self, answer: object) -> bool:
        """Tell whether *answer*, a refusal's code or facts, is one that this file may get."""
        if isinstance(answer, Facts):
            return self.check is not None and self.check(answer)
        return answer in self.codes


def _bytes(content: bytes, name: str = "upload.mp4") -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return build


def _zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "upload.mp4", "w") as archive:
        archive.writestr("notes.txt", "x" * 500)
    return folder / "upload.mp4"


def _list_of_another(head: str) -> Callable[[Path], Path]:
    """Write a list that names another person's video lying beside it."""

    def build(folder: Path) -> Path:
        other = make(folder / "other.mp4", *SMALL, *FAST)
        (folder / "upload.mp4").write_text(head.format(other=other))
        return folder / "upload.mp4"

    return build


def _made(*arguments: str, name: str = "upload.mp4") -> Callable[[Path], Path]:
    return lambda folder: make(folder / name, *arguments)


def _lesson(folder: Path, *more: str, seconds: int = 5) -> Path:
    return make(folder / "whole.mp4", *picture(seconds, "160x90"), *tone(seconds), *FAST, "-g", "25", "-c:a", "aac", *more)


def _cut(*more: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        whole = _lesson(folder, *more, seconds=10).read_bytes()
        (folder / "upload.mp4").write_bytes(whole[: len(whole) * 6 // 10])
        return folder / "upload.mp4"

    return build


def _patched(box: bytes, offset: int, value: bytes) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        whole = bytearray(_lesson(folder).read_bytes())
        at = whole.find(box) + len(box) + offset
        whole[at : at + len(value)] = value
        (folder / "upload.mp4").write_bytes(whole)
        return folder / "upload.mp4"

    return build


def _flipped(folder: Path) -> Path:
    whole = bytearray(_lesson(folder).read_bytes())
    for position in range(997, len(whole), 997):
        whole[position] ^= 0xFF
    (folder / "upload.mp4").write_bytes(whole)
    return folder / "upload.mp4"


def _huge_picture(folder: Path) -> Path:
    return make(folder / "upload.mkv", "-f", "lavfi", "-i", "color=s=15000x15000:r=1:d=1", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p")


def _with_cover(folder: Path) -> Path:
    cover = make(folder / "cover.png", *picture(0.1), "-frames:v", "1")
    maps = ["-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic"]
    return make(folder / "upload.mp3", *tone(1), "-i", str(cover), *maps)


def _turned(folder: Path) -> Path:
    flat = make(folder / "flat.mp4", *picture(1, "160x96"), *FAST)
    return make(folder / "upload.mp4", "-i", str(flat), "-c", "copy", "-metadata:s:v", "rotate=90")


def _uneven(folder: Path) -> Path:
    chosen = "select='not(mod(n,7))+not(mod(n,5))'"
    return make(folder / "upload.mp4", *picture(4, "160x90", "30"), "-vf", chosen, "-vsync", "vfr", *FAST)


def _late_sound(folder: Path) -> Path:
    late = ["-itsoffset", "1.5", *tone(1.5), "-map", "0:v", "-map", "1:a"]
    return make(folder / "upload.mp4", *picture(3, "160x90"), *late, *FAST, "-c:a", "aac")


def _named(name: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(_lesson(folder).read_bytes())
        return path

    return build


def _five_seconds(facts: Facts) -> bool:
    return facts.duration_ms == 5000


def _plays(facts: Facts) -> bool:
    """Tell whether a plan comes out whose pictures are even, square and not too many."""
    plan = make_plan(facts)
    return plan.frames > 0 and plan.rate <= 30 and all(rung.width % 2 == 0 and rung.height % 2 == 0 for rung in plan.rungs)


_HLG = ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none"]
_HLG += ["-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc"]
_SURROUND = ["-f", "lavfi", "-i", "sine=f=440:d=1,aformat=channel_layouts=5.1"]
_PLAYLIST = ("playlist",)

HOSTILE: tuple[Hostile, ...] = (
    Hostile("empty", _bytes(b""), ("empty",)),
    Hostile("text", _bytes("今天我们学量血压".encode()), ("text",)),
    Hostile("web page", _bytes(b"<!DOCTYPE html><html><head><title>login</title>"), ("web_page",)),
    Hostile("random bytes", _bytes(b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(9000))), ("unknown_type",)),
    Hostile("four megabytes of zeros", _bytes(bytes(4_000_000)), ("unknown_type",)),
    Hostile("zip", _zip, ("archive",)),
    Hostile("program", _bytes(Path("/bin/true").read_bytes()), ("program",)),
    Hostile("picture", _bytes(PNG, "upload.png"), ("picture",)),
    Hostile("picture named as a video", _bytes(PNG), ("picture",)),
    Hostile("playlist of a local text", _bytes(b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n"), _PLAYLIST),
    Hostile("playlist of this machine", _bytes(b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n"), _PLAYLIST),
    Hostile("playlist of another video", _list_of_another("#EXTM3U\n#EXTINF:1,\n{other}\n#EXT-X-ENDLIST\n"), _PLAYLIST),
    Hostile("ffconcat", _list_of_another("ffconcat version 1.0\nfile '{other}'\n"), _PLAYLIST),
    Hostile("ffconcat behind a zero", _list_of_another("\x00ffconcat version 1.0\nfile '{other}'\n"), ("unknown_type",)),
    Hostile("dash", _list_of_another('<?xml version="1.0"?><MPD><BaseURL>file://{other}</BaseURL></MPD>'), _PLAYLIST),
    Hostile("svg", _bytes(b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'), ("picture",)),
    Hostile(
        "cut, index in front",
        _cut("-movflags", "+faststart"),
        (),
        lambda f: f.header_ms == 10_000 and 4_000 < f.duration_ms < 8_000,
    ),
    Hostile("cut, index at the end", _cut(), ("cut_off",)),
    Hostile("flipped bytes", _flipped, ("undecodable", "unknown_type", "cut_off"), _plays),
    Hostile("header of fifty days", _patched(b"mvhd", 16, b"\xff\xff\xff\xfe"), (), _five_seconds),
    Hostile("box of 65535 pixels", _patched(b"avc1\x00\x00", 22, b"\xff\xff\xff\xff"), ("too_many_pixels", "undecodable"), _plays),
    Hostile("15000 pixels square", _huge_picture, ("too_many_pixels",)),
    Hostile("twelve hours", _made("-f", "lavfi", "-i", "color=s=32x32:r=1/60:d=43200", *FAST), ("too_long",)),
    Hostile("a thousand a second", _made(*picture(0.3, "64x64", "1000"), *FAST), (), _plays),
    Hostile("two pixels", _made(*picture(1, "2x2"), *FAST), (), _plays),
    Hostile("very wide", _made(*picture(0.4, "3840x100"), *FAST), (), _plays),
    Hostile(
        "thirty sound tracks",
        _made(*SMALL, *tone(1), "-map", "0:v", *["-map", "1:a"] * 30, *FAST, "-c:a", "aac"),
        (),
        lambda f: f.streams == 31 and f.audio_index == 1,
    ),
    Hostile(
        "too many tracks", _made(*tone(0.2), *["-map", "0:a"] * 65, "-c:a", "pcm_s16le", name="upload.mka"), ("too_many_streams",)
    ),
    Hostile("no sound", _made(*SMALL, *FAST), (), lambda f: f.has_video and not f.has_sound),
    Hostile("sound alone", _made(*tone(2), name="upload.m4a"), (), lambda f: f.has_sound and not f.has_video),
    Hostile("sound with a cover", _with_cover, (), lambda f: f.has_sound and not f.has_video),
    Hostile("late sound", _late_sound, (), lambda f: f.has_sound and 2_900 <= f.duration_ms <= 3_100),
    Hostile("late start", _made(*SMALL, *tone(1), *FAST, "-c:a", "aac", "-output_ts_offset", "5", name="upload.ts"), (), _plays),
    Hostile("digital silence", _made(*SMALL, "-f", "lavfi", "-i", "anullsrc", "-t", "1", *FAST, "-c:a", "aac"), (), _plays),
    Hostile("a fifth of a second", _made(*picture(0.2, "160x90"), *FAST), (), lambda f: f.duration_ms == 200),
    Hostile("turned phone", _turned, (), lambda f: (f.width, f.height) == (96, 160)),
    Hostile("uneven rate", _uneven, (), _plays),
    Hostile("odd sides, full colour", _made(*picture(1, "161x91"), "-c:v", "libx264", "-pix_fmt", "yuv444p"), (), _plays),
    Hostile("anamorphic", _made(*picture(1, "180x144"), "-vf", "setsar=16/11", *FAST), (), lambda f: f.width == 262),
    Hostile(
        "interlaced",
        _made(*picture(1, "160x96"), "-vf", "tinterlace=4,fieldorder=tff", *FAST, "-flags", "+ilme+ildct"),
        (),
        lambda f: f.interlaced,
    ),
    Hostile("high range, ten bits", _made(*SMALL, *_HLG), (), lambda f: f.hdr and f.video_codec == "hevc"),
    Hostile("surround", _made(*SMALL, *_SURROUND, *FAST, "-c:a", "aac"), (), lambda f: f.has_sound),
    Hostile(
        "browser recording",
        _made(*SMALL, "-c:v", "libvpx", "-deadline", "realtime", "-live", "1", name="upload.webm"),
        (),
        lambda f: 900 <= f.duration_ms <= 1_100,
    ),
    Hostile("name with shell signs", _named("a;touch pwned$(id)`id`&|.mp4"), (), _five_seconds),
    Hostile("name with a leading dash", _named("-i -y.mp4"), (), _five_seconds),
    Hostile("name with a line break", _named("a\nb.mp4"), (), _five_seconds),
    Hostile("name with a pattern", _named("%d%03d%s.mp4"), (), _five_seconds),
    Hostile("name in Chinese", _named("第一课 量血压🎬.mp4"), (), _five_seconds),
    Hostile("name that climbs", _named("..%2f..%2fetc.mp4"), (), _five_seconds),
    Hostile("name with a protocol", _named("file:http:concat:x.mp4"), (), _five_seconds),
    Hostile("name of 244 bytes", _named("长" * 80 + ".mp4"), (), _five_seconds),
)
