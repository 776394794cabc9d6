"""Names are typed by any reading of their characters."""

import pytest

from search.analysis.sound import initial_keys, readings, sound_keys, syllables, typed_sound


def test_every_reading_counts() -> None:
    assert readings("重") == ("zhong", "chong", "tong")
    assert "chongqing" in sound_keys("重庆")
    assert "cq" in initial_keys("重庆")
    assert "lv" in sound_keys("绿")


def test_latin_and_digits_stay_themselves() -> None:
    assert sound_keys("plc编程") == ["plcbiancheng"]
    assert initial_keys("c++入门")[0] == "crm"


def test_what_cannot_be_spoken_has_no_key() -> None:
    assert sound_keys("电🙂") == []


@pytest.mark.parametrize(
    ("latin", "cut"),
    [("diangong", ("dian", "gong")), ("xian", ("xian",)), ("chayishi", ("cha", "yi", "shi")), ("asdfqwerzx", ()), ("", ())],
)
def test_syllables(latin: str, cut: tuple[str, ...]) -> None:
    assert syllables(latin) == cut


def test_tones_spaces_and_apostrophes_are_not_sound() -> None:
    assert typed_sound("dian4 gong1 xi'an") == "diangongxian"
