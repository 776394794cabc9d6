"""Every command line of ffmpeg and ffprobe, as argument lists; nothing runs here.

ffmpeg-python only spells filter graphs. A file of a stranger is always opened with both whitelists, because with the
protocol list alone an HLS playlist or an ffconcat script named ``.mp4`` makes ffmpeg open other people's files.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg
from django.conf import settings

from media_pipeline.processing.plan import GROUP_SECONDS, Plan, Rung

FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,live_flv,asf,ogg,mp3,wav,w64,aac,flac,amr,aiff,caf,mxf,dv,rm,ac3"
)
_STRANGER = ("-protocol_whitelist", "file", "-format_whitelist", FORMATS)
_STRANGER_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": FORMATS}
SAMPLE_RATE = 48_000
LOUDNESS_GOAL = -19.0  # LUFS in mono; sounds like -16 on two speakers
COMPOSED_RATE = 2
PRESET = "veryfast"
CRF = 23


def _name(path: Path) -> str:
    """Return a path as ffmpeg reads it without looking for options or protocols in it."""
    return f"file:{path}"


def probe(path: Path) -> list[str]:
    """Describe container and streams as JSON."""
    return [settings.FFPROBE, "-v", "error", *_STRANGER, "-show_streams", "-show_format", "-of", "json", "-i", _name(path)]


def packets(path: Path) -> list[str]:
    """List all packets, ``stream,pts,dts,duration,size,flags`` a line; nothing is decoded."""
    entries = ["-show_entries", "packet=stream_index,pts_time,dts_time,duration_time,size,flags", "-of", "csv=p=0"]
    return [settings.FFPROBE, "-v", "error", *_STRANGER, *entries, "-i", _name(path)]


def decode_start(path: Path, stream: int) -> list[str]:
    """Decode the first frames of one stream; a line for each comes on standard output."""
    head = [settings.FFMPEG, "-nostdin", "-v", "error", *_STRANGER, "-i", _name(path)]
    return [*head, "-map", f"0:{stream}", "-frames", "3", "-f", "framecrc", "-"]


def measure_loudness(path: Path, stream: int) -> list[str]:
    """Measure the loudness of the sound after mixing it to mono; the figure stands on standard error."""
    mix = ["-af", "aformat=channel_layouts=mono,ebur128=framelog=verbose"]
    head = [settings.FFMPEG, "-hide_banner", "-nostdin", *_STRANGER, "-i", _name(path)]
    return [*head, "-map", f"0:{stream}", *mix, *_PROGRESS, "-f", "null", "-"]


def encode_sound(path: Path, stream: int, *, gain: float, seconds: Fraction, target: Path, rate: str = "64k") -> list[str]:
    """Encode the whole sound once: mono, even loudness, starting at 0 and exactly *seconds* long, at *rate* bits a second."""
    filters = ",".join(
        [
            "aresample=async=1:first_pts=0",
            "aformat=channel_layouts=mono",
            f"volume={gain:.2f}dB",
            "alimiter=limit=0.8:level=0",
            f"aresample={SAMPLE_RATE}",
            f"apad=whole_dur={float(seconds):.6f}",
            f"atrim=end={float(seconds):.6f}",
        ]
    )
    coding = ["-c:a", "aac", "-b:a", rate, "-ar", str(SAMPLE_RATE), "-movflags", "+faststart"]
    head = [settings.FFMPEG, "-y", "-nostdin", "-v", "error", *_STRANGER, "-i", _name(path)]
    return [*head, "-map", f"0:{stream}", "-af", filters, *coding, *_CLEAN, *_PROGRESS, _name(target)]


def encode_piece(path: Path, plan: Plan, index: int, folder: Path) -> list[str]:
    """Encode one piece of time to every rung that is encoded, with one decode, each to ``<rung>.mp4`` in *folder*."""
    frames = plan.frames_of(index)
    if plan.still:
        picture = ffmpeg.input(f"color=c=0x0f5c57:s={plan.rungs[0].size}:r={plan.rate}", f="lavfi").video
    else:
        picture = _picture(path, plan, index)
    picture = picture.filter("tpad", stop=-1, stop_mode="clone").filter("trim", end_frame=frames).filter("setpts", "PTS-STARTPTS")
    outputs = [
        ffmpeg.output(stream, _name(folder / f"{rung.name}.mp4"), **_coding(plan, rung), **_keyframes(plan, index))
        for rung, stream in zip(plan.encoded, _cascade(picture, plan), strict=True)
    ]
    return _compile(outputs)


def encode_trial(path: Path, plan: Plan, start: Fraction, seconds: Fraction, target: Path) -> list[str]:
    """Encode a moment of the top rung from *start* on, to learn how much its picture needs.

    The seek is exact: uploads with a keyframe every ten seconds are common, and beginning at the one before shows nothing.
    """
    rung = plan.rungs[0]
    source = ffmpeg.input(_name(path), ss=f"{float(start):.6f}", t=f"{float(seconds):.6f}", **_STRANGER_OPTIONS)
    picture = (
        _upright(source[str(plan.video_index)], plan).filter("fps", fps=str(plan.rate)).filter("scale", rung.width, rung.height)
    )
    coding = {"c:v": "libx264", "preset": PRESET, "crf": CRF, "pix_fmt": "yuv420p", "g": 300, "f": "mp4"}
    return _compile([ffmpeg.output(picture, _name(target), **coding)])


def _picture(path: Path, plan: Plan, index: int) -> Any:
    """Return the decoded picture of one piece at the plan's rate, top rung's size, upright and in standard range.

    Reading begins a little before the piece, by the longest time one frame stands in the upload: a screen recorder
    writes a frame only when something changes, and the piece must begin with what was on screen then.
    """
    start, skipped = plan.reading_start(index)
    source = ffmpeg.input(_name(path), ss=f"{float(start):.6f}", **_STRANGER_OPTIONS)
    picture = _upright(source[str(plan.video_index)], plan).filter("fps", fps=str(plan.rate), start_time=0)
    if skipped:
        picture = (
            picture.filter("tpad", stop=-1, stop_mode="clone").filter("trim", start_frame=skipped).filter("setpts", "PTS-STARTPTS")
        )
    return picture


def _upright(picture: Any, plan: Plan) -> Any:
    return picture.filter("yadif", deint="interlaced") if plan.interlaced else picture


def _cascade(picture: Any, plan: Plan) -> list[Any]:
    """Scale to the top rung and from rung to rung with Lanczos, which keeps text sharp and costs a third less."""
    streams = []
    for position, rung in enumerate(plan.encoded):
        picture = picture.filter("scale", rung.width, rung.height, flags="lanczos")
        if position == 0:
            picture = _standard(picture, plan)
        if position < len(plan.encoded) - 1:
            split = picture.filter_multi_output("split", 2)
            streams.append(split[0])
            picture = split[1]
        else:
            streams.append(picture)
    return streams


def _standard(picture: Any, plan: Plan) -> Any:
    """Bring high dynamic range down to standard, then 8 bit 4:2:0 with square pixels."""
    if plan.hdr:
        picture = picture.filter("zscale", t="linear", npl=100).filter("format", "gbrpf32le").filter("zscale", p="bt709")
        picture = picture.filter("tonemap", "hable", desat=0).filter("zscale", t="bt709", m="bt709", r="tv")
    return picture.filter("format", "yuv420p").filter("setsar", 1)


def _coding(plan: Plan, rung: Rung) -> dict[str, Any]:
    """Return the encoder's settings of one rung."""
    return {
        "c:v": "libx264",
        "preset": PRESET,
        "crf": CRF,
        "maxrate": f"{rung.cap}k",
        "bufsize": f"{2 * rung.cap}k",
        "profile:v": "high",
        "pix_fmt": "yuv420p",
        "map_metadata": -1,
        "f": "mp4",
    }


def _keyframes(plan: Plan, index: int) -> dict[str, Any]:
    """Return where a piece's keyframes fall: on the same frames in all rungs.

    Beside a picture that is copied there are no others, or the segmenter would cut the rungs at different times.
    """
    if not plan.copies_top:
        return {"g": 300, "force_key_frames": f"expr:gte(n,n_forced*{plan.group})"}
    # a quarter of a picture early: ffmpeg rounds to the nearest picture, or takes the first one from there on, by its version
    times = ",".join(f"{float((frame - Fraction(1, 4)) / plan.rate):.6f}" for frame in plan.keyframes_of(index)[1:])
    orders: dict[int, dict[str, Any]] = {0: {"bf": 0}, 1: {"x264-params": "b-pyramid=none"}}
    order = orders.get(plan.reorder, {})
    return {"g": 100_000, "sc_threshold": 0} | order | ({"force_key_frames": times} if times else {})


def remux(path: Path, picture: int, sound: int, target: Path) -> list[str]:
    """Put picture and sound of an upload into an MP4 that plays while it loads, without touching either."""
    maps = ["-map", f"0:{picture}", *(["-map", f"0:{sound}"] if sound >= 0 else [])]
    head = [settings.FFMPEG, "-y", "-nostdin", "-v", "error", *_PROGRESS, *_STRANGER, "-i", _name(path)]
    return [*head, *maps, "-c", "copy", *_CLEAN, "-movflags", "+faststart", "-f", "mp4", _name(target)]


def package_copied(path: Path, rung: Rung, plan: Plan, folder: Path) -> list[str]:
    """Cut the upload's own picture into one byte-range file with its playlist."""
    head = [settings.FFMPEG, "-y", "-nostdin", "-v", "error", *_PROGRESS, *_STRANGER, "-i", _name(path)]
    return [*head, "-map", f"0:{plan.video_index}", "-c", "copy", *_CLEAN, *_hls(plan.segment_seconds, folder / rung.name)]


def package(listings: list[Path], sound: Path | None, plan: Plan, folder: Path) -> list[str]:
    """Join what was made, by copying: the pieces of each rung (a list of files for each) into one byte-range file with its
    playlist, the sound likewise, and the lowest rung with the sound into one MP4 that plays everywhere while it loads.
    """
    inputs = [word for listing in listings for word in ("-f", "concat", "-safe", "0", "-i", _name(listing))]
    outputs: list[str] = []
    for number, rung in enumerate(plan.encoded):
        outputs += ["-map", f"{number}:v", "-c", "copy", *_hls(plan.segment_seconds, folder / rung.name)]
    plain = ["-map", f"{len(listings) - 1}:v"]
    if sound:
        inputs += ["-i", _name(sound)]
        outputs += ["-map", f"{len(listings)}:a", "-c", "copy", *_hls(Fraction(GROUP_SECONDS), folder / "audio")]
        plain += ["-map", f"{len(listings)}:a"]
    return [*_ours(), *inputs, *outputs, *plain, "-c", "copy", *_CLEAN, "-movflags", "+faststart", _name(folder / "plain.mp4")]


def poster(video: Path, at: Fraction, target: Path) -> list[str]:
    """Take one picture as JPEG."""
    return [
        *_ours(),
        "-ss",
        f"{float(at):.3f}",
        "-i",
        _name(video),
        "-frames:v",
        "1",
        "-q:v",
        "4",
        *_CLEAN,
        "-f",
        "mjpeg",
        _name(target),
    ]


def sprite(video: Path, *, every: int, columns: int, rows: int, size: str, target: Path) -> list[str]:
    """Lay one small picture every *every* seconds into one sheet, from keyframes only."""
    tiles = f"fps=1/{every}:start_time=0:round=up,scale={size},tile={columns}x{rows}"
    head = [settings.FFMPEG, "-y", "-nostdin", "-v", "error", "-skip_frame", "nokey", "-i", _name(video), "-vf", tiles]
    return [*head, "-frames:v", "1", "-q:v", "5", "-f", "mjpeg", _name(target)]


def speech_wav(sound: Path, target: Path) -> list[str]:
    """Write one of our own sound files as engines for speech take it: 16 kHz, mono, 16 bit."""
    return [*_ours(), "-i", _name(sound), "-map", "0:a:0", "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le", *_CLEAN, _name(target)]


def fit_page(picture: Path, size: tuple[int, int], target: Path) -> list[str]:
    """Draw the picture of a page into *size*, whole and in the middle of white, as PNG."""
    width, height = size
    fitted = f"scale={width}:{height}:force_original_aspect_ratio=decrease:flags=lanczos,pad={width}:{height}:-1:-1:white,setsar=1"
    return [
        *_ours(),
        "-i",
        _name(picture),
        "-vf",
        f"{fitted},format=rgb24",
        "-frames:v",
        "1",
        *_CLEAN,
        "-f",
        "image2",
        _name(target),
    ]


def decode_take(sound: Path, target: Path) -> list[str]:
    """Decode one of our own recordings to bare samples: mono, 16 bit."""
    return [*_ours(), "-i", _name(sound), "-map", "0:a:0", "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", _name(target)]


def compose(listing: Path, sound: Path, *, frames: int, target: Path) -> list[str]:
    """Make a video of still pages (a list of pictures of one size, each with how long it stands) and bare samples of sound.

    Two pictures a second with even steps and a keyframe every eight seconds, in the order of showing: the pipeline keeps such
    a picture as it is. One thread, so that the same pages and recordings give the same bytes, which are then encoded once.
    """
    inputs = ["-f", "concat", "-safe", "0", "-i", _name(listing)]
    inputs += ["-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", _name(sound)]
    still = f"fps={COMPOSED_RATE},tpad=stop=-1:stop_mode=clone,trim=end_frame={frames}"
    colours = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv"]
    picture = ["-vf", f"{still},scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", *colours, "-c:v", "libx264"]
    group = ["-g", "16", "-keyint_min", "16", "-sc_threshold", "0", "-bf", "0", "-profile:v", "high", "-threads:v", "1"]
    coding = [*picture, "-preset", PRESET, "-crf", str(CRF), *group, "-c:a", "aac", "-b:a", "128k"]
    return [
        *_ours(),
        *inputs,
        "-map",
        "0:v",
        "-map",
        "1:a",
        *coding,
        *_CLEAN,
        "-movflags",
        "+faststart",
        "-f",
        "mp4",
        _name(target),
    ]


def list_frames(path: Path) -> list[str]:
    """List the packets of the picture in one of our own files or playlists, ``pts,flags`` a line."""
    own = ["-allowed_extensions", "ALL"] if path.suffix == ".m3u8" else []
    entries = ["-select_streams", "v:0", "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0"]
    return [settings.FFPROBE, "-v", "error", *own, *entries, _name(path)]


def _hls(seconds: Fraction, base: Path) -> list[str]:
    """Return the segmenter's options: four-second segments as byte ranges of one fragmented MP4.

    ``cmaf`` makes composition offsets negative instead of writing an edit list, which browsers ignore: without it the
    picture would stand two frames behind the sound.
    """
    options = ["-hls_time", f"{float(seconds):.6f}", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"]
    flags = ["-hls_segment_options", "movflags=+cmaf", "-hls_flags", "independent_segments+single_file"]
    return ["-f", "hls", *options, *flags, "-hls_segment_filename", f"{base}.mp4", f"{base}.m3u8"]


_PROGRESS = ("-progress", "pipe:1", "-stats_period", "1")
_CLEAN = ("-map_metadata", "-1", "-map_chapters", "-1")


def _compile(outputs: list[Any]) -> list[str]:
    """Spell the graph as arguments, with progress on standard output."""
    merged = ffmpeg.merge_outputs(*outputs)
    arguments: list[str] = ffmpeg.compile(merged, cmd=settings.FFMPEG, overwrite_output=True)
    return [arguments[0], "-nostdin", "-v", "error", *_PROGRESS, *arguments[1:]]


def _ours() -> list[str]:
    """Return the beginning of a command that reads our own files."""
    return [settings.FFMPEG, "-y", "-nostdin", "-v", "error", *_PROGRESS]
