"""What an engine heard becomes sentences that fit on the screen."""

from media_pipeline.captions.checking import check_cues
from media_pipeline.captions.cues import Cue
from media_pipeline.speech.cutting import cues_of


def test_pieces_stay_in_the_video_in_order_and_without_overlap():
    heard = [
        (0.0, 2.5, " 先坐五分钟 "),
        (2.0, 4.0, "不说话"),
        (4.0, 4.1, "嗯"),
        (5.0, 6.0, " "),
        (8.0, 99.0, "好"),
        (99.0, 100.0, "再见"),
    ]

    found = cues_of(heard, 10_000)

    assert found == [Cue(0, 2500, "先坐五分钟"), Cue(2500, 4000, "不说话"), Cue(8000, 10_000, "好")]
    check_cues(found, 10_000)


def test_long_pieces_are_cut_after_their_marks_and_share_the_time():
    words = "量血压之前先坐五分钟，不要说话，把袖带绑在手肘上面两指的地方，再按开始。"

    found = cues_of([(0.0, 7.4, words)], 60_000)

    assert [cue.text for cue in found] == ["量血压之前先坐五分钟，不要说话，", "把袖带绑在手肘上面两指的地方，再按开始。"]
    assert (found[0].start_ms, found[0].end_ms, found[1].start_ms, found[1].end_ms) == (0, 3288, 3288, 7400)


def test_what_has_no_marks_is_cut_where_it_must_be():
    found = cues_of([(0.0, 9.0, "一" * 50)], 60_000)

    assert [len(cue.text) for cue in found] == [21, 21, 8]
    assert "".join(cue.text for cue in cues_of([(0.0, 9.0, "word " * 20)], 60_000)).count("word") == 20
