"""Sentences that were written one by one: the first wrong one is named."""

import pytest

from foundation.api import InvalidInput
from media_pipeline.captions.checking import MAX_CUES, check_cues, read_rows
from media_pipeline.captions.cues import Cue


def test_times_are_read_as_people_type_them():
    rows = [["1:02.5", "00:01:03,250", " 先坐\r\n\n五分钟 "], ["01：04", "1:00:00", "好"]]

    assert read_rows(rows) == [Cue(62_500, 63_250, "先坐\n五分钟"), Cue(64_000, 3_600_000, "好")]


@pytest.mark.parametrize(
    ("row", "place", "what"),
    [
        (["5", "00:06", "好"], "2.start", "时间写得不对，应当像 01:05.500"),
        (["00:05", "后来", "好"], "2.end", "时间写得不对，应当像 01:05.500"),
        (["00:61", "02:00", "好"], "2.start", "分和秒要小于 60"),
        (["00:05", "00:05", "好"], "2.end", "结束时间不比开始时间晚"),
        (["00:00.500", "00:05", "好"], "2.start", "比上一句开始得早，请按时间排好"),
        (["00:05", "00:06", " \x00 "], "2.text", "没有字。写上字，或者删掉这一句"),
        (["00:05", "00:06", "好" * 1001], "2.text", "超过 1000 个字。请拆成几句"),
        (["00:59", "01:01.001", "好"], "2.end", "结束时已经超过视频的长度 00:01:00.000"),
    ],
)
def test_the_wrong_sentence_is_named(row: list[str], place: str, what: str):
    with pytest.raises(InvalidInput) as caught:
        check_cues(read_rows([["00:01", "00:02", "前面一句"], row]), 60_000)

    assert (caught.value.message, caught.value.fields) == (f"第 2 句：{what}。改好再保存，写的都还在。", {place: what})


@pytest.mark.parametrize("rows", [None, {}, "x", [["00:01", "00:02"]], [[1, 2, "好"]], [None], [["a", "b", "c"]] * (MAX_CUES + 1)])
def test_what_no_editor_sends_is_refused(rows: object):
    with pytest.raises(InvalidInput):
        read_rows(rows)


def test_no_sentence_at_all_is_no_captions():
    with pytest.raises(InvalidInput, match="一句字幕也没有"):
        check_cues([], None)
