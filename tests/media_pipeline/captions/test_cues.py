"""Captions are taken whole or refused with the line that is wrong."""

import pytest

from foundation.api import InvalidInput
from media_pipeline.captions.cues import Cue, parse_captions, write_vtt

VTT = """WEBVTT - 量血压

NOTE 第一稿

1
00:01.000 --> 00:03.500 line:0
量血压之前先坐<b>五分钟</b>

00:00:04.000 --> 00:00:06.000
不说话，
脚放平 &amp; 放松
"""


def test_webvtt():
    assert parse_captions(VTT) == [Cue(1000, 3500, "量血压之前先坐五分钟"), Cue(4000, 6000, "不说话，\n脚放平 & 放松")]


def test_subrip_with_windows_lines():
    text = "\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>好</i>\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\n{\\an8}1 < 2\r\n"

    assert parse_captions(text) == [Cue(1000, 2000, "好"), Cue(2000, 3000, "1 < 2")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("WEBVTTX\n", "字幕第 1 行有问题：第一行应当是 WEBVTT。改好这一行再上传。"),
        (
            "1\n00:00:01.000 > 00:00:02.000\n好",
            "字幕第 1 行有问题：这里应当是时间，例如 00:00:05.000 --> 00:00:08.000。改好这一行再上传。",
        ),
        ("1\n0:1 --> 0:2\n好", "字幕第 2 行有问题：时间写得不对，应当像 00:00:05.000 --> 00:00:08.000。改好这一行再上传。"),
        ("00:00:02.000 --> 00:00:01.000\n好", "字幕第 1 行有问题：结束时间不比开始时间晚。改好这一行再上传。"),
        ("00:61:02.000 --> 00:62:01.000\n好", "字幕第 1 行有问题：分和秒要小于 60。改好这一行再上传。"),
        (
            "00:00:05.000 --> 00:00:06.000\n好\n\n00:00:01.000 --> 00:00:02.000\n坏",
            "字幕第 4 行有问题：这一句比上一句开始得早，请按时间排好。改好这一行再上传。",
        ),
        (
            "00:00:01.000 --> 00:00:02.000\n好\n00:00:02.000 --> 00:00:03.000\n坏",
            "字幕第 2 行有问题：两句字幕之间少了一个空行。改好这一行再上传。",
        ),
        ("", "这个文件里没有一句字幕。请选择 VTT 或 SRT 字幕文件。"),
        ("WEBVTT\n\nNOTE x\n", "这个文件里没有一句字幕。请选择 VTT 或 SRT 字幕文件。"),
        ("x" * 2_000_001, "字幕太长，超过 200 万字。请检查是不是选错了文件。"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, message):
    with pytest.raises(InvalidInput) as caught:
        parse_captions(text)

    assert caught.value.message == message


def test_writing_and_reading_again_changes_nothing():
    cues = [Cue(0, 1000, "a < b & c > d"), Cue(3_661_001, 3_662_000, "第一行\n第二行")]

    assert parse_captions(write_vtt(cues)) == cues
