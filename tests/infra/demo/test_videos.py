"""Videos of the demo: pinyin, captions, slides, and a real file that plays."""

import shutil
import subprocess

import pytest

from infra.demo.videos import building, speech
from infra.demo.videos.building import Cue, build_video, captions_text
from infra.demo.videos.script import Script, Slide, read_script
from infra.demo.videos.slides import SIZE, draw_slide
from media_pipeline.api import parse_captions

SHORT = Script("short", "health", "一门课", "一课", (Slide("标题", "词", ("一行",), "先坐五分钟。不说话。"),))


def test_pinyin_has_tones_and_pauses():
    assert speech.pinyin("先坐，不说话。") == "xian1 zuo4 , bu4 shuo1 hua4 ."


def test_sentences_keep_their_punctuation():
    assert speech.sentences("先坐五分钟。不说话！") == ["先坐五分钟。", "不说话！"]


def test_captions_are_readable_as_captions():
    text = captions_text([Cue(0.5, 2.25, "先坐五分钟。"), Cue(3661.0, 3662.0, "好。")])

    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in parse_captions(text)] == [
        (500, 2250, "先坐五分钟。"),
        (3_661_000, 3_662_000, "好。"),
    ]


def test_every_slide_of_every_script_can_be_drawn():
    script = read_script("measure-blood-pressure")

    assert {draw_slide(script, number).size for number in range(len(script.slides))} == {SIZE}


@pytest.mark.parametrize("voice", [True, False], ids=["narrated", "with a tune"])
def test_a_video_is_built_once_and_used_again(tmp_path, monkeypatch, voice):
    if voice and not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng is not installed")
    monkeypatch.setattr(building, "has_voice", lambda: voice)

    first = build_video(SHORT, tmp_path)
    written = first.file.stat().st_mtime_ns
    second = build_video(SHORT, tmp_path)

    assert (second, second.file.stat().st_mtime_ns, first.narrated) == (first, written, voice)
    assert [cue.text for cue in parse_captions(first.captions)] == ["先坐五分钟。", "不说话。"]
    assert streams_of(first.file) == ["h264,1280", "aac"]
    assert {path.suffix for path in tmp_path.iterdir()} == {".mp4", ".vtt"}


def streams_of(file):
    """Return codec and width of each stream as ffprobe reports them."""
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width", "-of", "csv=p=0", str(file)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
