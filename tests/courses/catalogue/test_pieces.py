"""Transcripts are cut into pieces of half a minute to a minute, at the ends of sentences where there are some."""

from courses.catalogue.pieces import cut_pieces
from media_pipeline.api import Cue


def _cues(*seconds_and_words: tuple[float, float, str]) -> list[Cue]:
    return [Cue(int(start * 1000), int(end * 1000), text) for start, end, text in seconds_and_words]


def test_a_piece_ends_with_a_sentence_after_half_a_minute() -> None:
    pieces = cut_pieces(_cues((0, 20, "先断电。"), (20, 31, "再验电。"), (31, 40, "然后接线")))

    assert [piece.text for piece in pieces] == ["先断电。再验电。", "然后接线"]
    assert [piece.starts for piece in pieces] == [[[0, 0], [4, 20]], [[0, 31]]]


def test_without_sentences_a_piece_ends_before_a_minute() -> None:
    pieces = cut_pieces(_cues(*((second, second + 10, "一直说") for second in range(0, 180, 10))))

    assert [piece.starts[0][1] for piece in pieces] == [0, 60, 120]


def test_latin_words_keep_a_gap_and_chinese_is_joined() -> None:
    assert (
        cut_pieces(_cues((0, 2, "打开 the\nmotor"), (2, 4, "drive 面板"), (4, 6, "看读数")))[0].text
        == "打开 the motor drive 面板看读数"
    )


def test_overlapping_reversed_and_negative_cues_are_taken_by_their_start() -> None:
    pieces = cut_pieces(_cues((9, 5, "第三"), (-3, 4, "第一"), (2, 9, "第二"), (3, 3, " ")))

    assert [(piece.text, piece.starts) for piece in pieces] == [("第一第二第三", [[0, 0], [2, 2], [4, 9]])]


def test_no_words_give_no_pieces() -> None:
    assert cut_pieces([]) == []
    assert cut_pieces(_cues((0, 5, " \n "))) == []


def test_one_cue_of_an_hour_is_one_piece() -> None:
    assert len(cut_pieces(_cues((0, 3600, "长"), (3600, 3602, "短")))) == 2
