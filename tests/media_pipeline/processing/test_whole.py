"""Uploads of every shape become packages that play, through the command that the worker's steps share."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from media_pipeline.processing import gate
from media_pipeline.processing.plan import make_plan
from media_pipeline.processing.whole import package_file
from tests.media_pipeline.sources import FAST, make, picture, tone


def streams(path: Path) -> dict[str, dict]:
    """Return the first stream of each kind as ffprobe describes it."""
    arguments = ["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(path)]
    found = json.loads(subprocess.run(arguments, capture_output=True, check=True).stdout)["streams"]
    return {stream["codec_type"]: stream for stream in reversed(found)}


def silence_until(path: Path) -> float:
    """Return when the sound begins to be heard, in seconds."""
    arguments = ["ffmpeg", "-hide_banner", "-nostdin", "-i", str(path), "-af", "silencedetect=n=-50dB:d=0.2", "-f", "null", "-"]
    report = subprocess.run(arguments, capture_output=True, text=True, check=True).stderr
    ends = [line.split("silence_end: ")[1].split(" ")[0] for line in report.splitlines() if "silence_end" in line]
    return float(ends[0]) if ends else 0.0


def test_a_phone_held_upright_stays_upright(tmp_path):
    flat = make(tmp_path / "flat.mp4", *picture(1, "160x96"), *FAST)
    turned = make(tmp_path / "turned.mp4", "-i", str(flat), "-c", "copy", "-metadata:s:v", "rotate=90")

    package_file(turned, tmp_path / "out")

    video = streams(tmp_path / "out/plain.mp4")["video"]
    assert (video["width"], video["height"], video.get("side_data_list")) == (96, 160, None)


def test_odd_sizes_and_full_colour_become_even_and_plain(tmp_path):
    odd = make(
        tmp_path / "odd.mkv",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=161x91:r=10:d=1",
        "-c:v",
        "libx264",
        "-pix_fmt",
        "yuv444p",
        "-preset",
        "ultrafast",
    )

    package_file(odd, tmp_path / "out")

    video = streams(tmp_path / "out/plain.mp4")["video"]
    assert (video["width"] % 2, video["height"] % 2, video["pix_fmt"]) == (0, 0, "yuv420p")


def test_sound_alone_gets_a_still_picture(tmp_path):
    podcast = make(tmp_path / "podcast.mp3", *tone(2))

    result = package_file(podcast, tmp_path / "out")

    found = streams(tmp_path / "out/plain.mp4")
    assert (found["video"]["width"], found["video"]["height"], found["audio"]["codec_name"]) == (640, 360, "aac")
    assert abs(result.plan.duration_ms - 2000) <= 500


def test_a_cover_picture_is_no_video(tmp_path):
    cover = make(tmp_path / "cover.png", *picture(0.1), "-frames:v", "1")
    song = make(
        tmp_path / "song.mp3",
        *tone(1),
        "-i",
        str(cover),
        "-map",
        "0:a",
        "-map",
        "1:v",
        "-c:v",
        "copy",
        "-disposition:v",
        "attached_pic",
    )

    facts = gate.examine(song, tmp_path)

    assert (facts.has_video, facts.has_sound) == (False, True)


def test_no_sound_makes_a_package_without_a_sound_track(tmp_path):
    silent = make(tmp_path / "silent.mp4", *picture(1, "160x90"), *FAST)

    package_file(silent, tmp_path / "out")

    assert "AUDIO" not in (tmp_path / "out/master.m3u8").read_text()
    assert list(streams(tmp_path / "out/plain.mp4")) == ["video"]


def test_sound_that_begins_late_stays_late(tmp_path):
    late = make(
        tmp_path / "late.mp4",
        *picture(3, "160x90"),
        "-itsoffset",
        "1.5",
        *tone(1.5),
        "-map",
        "0:v",
        "-map",
        "1:a",
        *FAST,
        "-c:a",
        "aac",
    )

    package_file(late, tmp_path / "out")

    assert abs(silence_until(tmp_path / "out/audio.m3u8") - 1.5) < 0.1


def test_digital_silence_is_not_amplified(tmp_path):
    quiet = make(tmp_path / "quiet.mp4", *picture(1, "160x90"), "-f", "lavfi", "-i", "anullsrc", "-t", "1", *FAST, "-c:a", "aac")

    result = package_file(quiet, tmp_path / "out")

    assert result.plan.duration_ms == 1000


def test_a_fifth_of_a_second_plays(tmp_path):
    short = make(tmp_path / "short.mp4", *picture(0.2, "160x90"), *FAST)

    assert package_file(short, tmp_path / "out").plan.frames == 5


def test_interlaced_high_range_picture_becomes_standard(tmp_path):
    arguments = ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none"]
    colours = ["-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc"]
    hlg = make(tmp_path / "hlg.mp4", *picture(0.5, "160x90"), *arguments, *colours)

    package_file(hlg, tmp_path / "out")

    video = streams(tmp_path / "out/plain.mp4")["video"]
    assert (video["codec_name"], video["pix_fmt"]) == ("h264", "yuv420p")


def test_thirty_sound_tracks_give_one(tmp_path):
    many = make(
        tmp_path / "many.mkv", *picture(0.5, "160x90"), *tone(0.5), "-map", "0:v", *["-map", "1:a"] * 30, *FAST, "-c:a", "aac"
    )

    facts = gate.examine(many, tmp_path)

    assert (facts.streams, facts.has_sound, make_plan(facts).audio_index) == (31, True, 1)


def test_a_browser_recording_without_a_length_has_one(tmp_path):
    live = make(tmp_path / "live.webm", *picture(1, "160x90", "15"), "-c:v", "libvpx", "-deadline", "realtime", "-live", "1")

    facts = gate.examine(live, tmp_path)

    assert abs(facts.duration_ms - 1000) < 100


def test_a_thousand_pictures_a_second_become_thirty(tmp_path):
    fast = make(tmp_path / "fast.mp4", *picture(0.3, "64x64", "1000"), *FAST)

    assert float(make_plan(gate.examine(fast, tmp_path)).rate) <= 30


def test_a_picture_that_stands_long_is_on_screen_when_the_next_piece_begins(tmp_path, monkeypatch):
    """A screen recorder writes a frame only when something changes; a piece must begin with what was on screen then."""
    from media_pipeline.processing import plan as planning

    monkeypatch.setattr(planning, "GROUPS_PER_PIECE", 1)
    red, blue = "color=red:s=64x64:r=10:d=6", "color=blue:s=64x64:r=10:d=2"
    graph = "[0:v][1:v]concat,select='eq(n,0)+eq(n,60)+eq(n,79)'[v]"
    sparse = make(
        tmp_path / "sparse.mp4",
        "-f",
        "lavfi",
        "-i",
        red,
        "-f",
        "lavfi",
        "-i",
        blue,
        "-filter_complex",
        graph,
        "-map",
        "[v]",
        "-vsync",
        "vfr",
        *FAST,
    )

    result = package_file(sparse, tmp_path / "out")

    assert result.plan.pieces == 2
    assert colour_at(tmp_path / "out/plain.mp4", 4.5) == "red"
    assert colour_at(tmp_path / "out/plain.mp4", 7.0) == "blue"


def colour_at(path: Path, seconds: float) -> str:
    """Return whether the picture at that second is red or blue."""
    arguments = [
        "ffmpeg",
        "-v",
        "error",
        "-ss",
        str(seconds),
        "-i",
        str(path),
        "-frames:v",
        "1",
        "-vf",
        "scale=1:1",
        "-f",
        "rawvideo",
    ]
    pixel = subprocess.run([*arguments, "-pix_fmt", "rgb24", "-"], capture_output=True, check=True).stdout
    return "red" if pixel[0] > pixel[2] else "blue"


@pytest.mark.parametrize(
    ("content", "code", "word"), [(b"<html>", 3, "REJECTED web_page: 这个文件里是一个网页"), (b"", 3, "REJECTED empty: ")]
)
def test_the_command_says_why_and_leaves_with_a_code(content, code, word, tmp_path, capsys):
    (tmp_path / "lesson.mp4").write_bytes(content)

    with pytest.raises(SystemExit) as left:
        call_command("media_package", str(tmp_path / "lesson.mp4"), str(tmp_path / "out"))

    assert left.value.code == code
    assert capsys.readouterr().out.startswith(word)


def test_the_command_leaves_a_package_and_nothing_else(tmp_path, lesson):
    with pytest.raises(SystemExit) as left:
        call_command("media_package", str(lesson), str(tmp_path / "out"))

    assert left.value.code == 0
    names = "180.m3u8 180.mp4 audio.m3u8 audio.mp4 master.m3u8 native.m3u8 plain.mp4 poster.jpg sprite.jpg sprite.vtt"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names.split()


def test_the_command_needs_neither_site_nor_database(tmp_path, lesson):
    """As an operator runs it: a process of its own, with a database address that leads nowhere."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_SETTINGS")}
    nowhere = environment | {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}

    done = subprocess.run(
        [sys.executable, "manage.py", "media_package", str(lesson), str(tmp_path / "out")],
        env=nowhere,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "out" / "master.m3u8").is_file()


def test_a_cut_upload_is_packaged_and_called_damaged(tmp_path, sources, capsys):
    whole = make(
        sources / "front.mp4", *picture(10, "160x90"), *tone(10), *FAST, "-g", "25", "-movflags", "+faststart"
    ).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: int(len(whole) * 0.6)])

    with pytest.raises(SystemExit) as left:
        call_command("media_package", str(tmp_path / "cut.mp4"), str(tmp_path / "out"))

    said = capsys.readouterr().out
    assert left.value.code == 4
    assert re.fullmatch(r"DAMAGED [4-7]\.\d: 视频比文件头里写的短，后面一段丢了。.*\n", said), said
    assert (tmp_path / "out" / "master.m3u8").is_file()
