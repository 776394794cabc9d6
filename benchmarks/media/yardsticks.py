"""What others do with an upload, to compare with: one encode, a process for each size, and one process for all sizes.

All three use the encoder, preset, quality and caps of the product, so that only the way of working differs.
"""

from pathlib import Path

from benchmarks.media.cost import NOTHING, Cost, run

CAPS = {1080: 4500, 720: 2500, 480: 1200, 360: 700}  # kbit/s
_QUIET = ("ffmpeg", "-y", "-nostdin", "-v", "error")
_PICTURE = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "300", "-pix_fmt", "yuv420p")
_KEYS = ("-force_key_frames", "expr:gte(t,n_forced*4)")
_SOUND = ("-c:a", "aac", "-b:a", "96k", "-ac", "2")
_SEGMENTS = ("-f", "hls", "-hls_time", "4", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4")
_ONE_FILE = ("-hls_flags", "independent_segments+single_file")


def decode(source: Path, folder: Path) -> Cost:
    """Decode every picture and throw it away: the floor of anything that looks at all of them."""
    return run([*_QUIET, "-i", source, "-map", "0:v", "-f", "null", "-"])


def plain(source: Path, folder: Path) -> Cost:
    """Encode once at the upload's own size, into one file."""
    return run([*_QUIET, "-i", source, *_PICTURE, *_KEYS, *_SOUND, "-movflags", "+faststart", folder / "1080.mp4"])


def naive(source: Path, folder: Path) -> Cost:
    """Decode and encode each size in a process of its own, cut each into segments afterwards, look through all for pictures."""
    cost = NOTHING
    for side, cap in CAPS.items():
        scaled, file = ("-vf", f"scale=-2:{side}:flags=bicubic"), folder / f"{side}.mp4"
        limit = ("-maxrate", f"{cap}k", "-bufsize", f"{2 * cap}k")
        cost += run([*_QUIET, "-i", source, *scaled, *_PICTURE, *_KEYS, *limit, *_SOUND, "-movflags", "+faststart", file])
        cost += run([*_QUIET, "-i", file, "-c", "copy", *_SEGMENTS, *_ONE_FILE, folder / f"v{side}.m3u8"])
    return cost + run([*_QUIET, "-i", source, "-vf", "fps=1/10,scale=160:90,tile=10x10", folder / "sprite.jpg"])


def single(source: Path, folder: Path) -> Cost:
    """Decode once, scale each size from the upload, encode all sizes in one process straight into segments, sound once."""
    sides = list(CAPS)
    labels = "".join(f"[s{number}]" for number in range(len(sides)))
    scales = ";".join(f"[s{number}]scale=-2:{side}:flags=bicubic[v{number}]" for number, side in enumerate(sides))
    maps = [word for number in range(len(sides)) for word in ("-map", f"[v{number}]")]
    graph = f"[0:v]split={len(sides)}{labels};{scales}"
    limits = [word for number, side in enumerate(sides) for word in _limit(number, CAPS[side])]
    variants = " ".join(["a:0,agroup:sound,name:sound", *(f"v:{n},agroup:sound,name:{side}" for n, side in enumerate(sides))])
    names: list[str | Path] = ["-master_pl_name", "master.m3u8", "-var_stream_map", variants, folder / "v%v.m3u8"]
    head: list[str | Path] = [*_QUIET, "-i", source, "-filter_complex", graph, *maps, "-map", "0:a"]
    return run([*head, *_PICTURE, *_KEYS, *limits, *_SOUND, *_SEGMENTS, *_ONE_FILE, *names])


def _limit(number: int, cap: int) -> tuple[str, ...]:
    return (f"-maxrate:v:{number}", f"{cap}k", f"-bufsize:v:{number}", f"{2 * cap}k")
